"""The small world of evals.situation as fixtures."""

import pytest

from evals import situation


@pytest.fixture(scope="session")
def make_facts():
    return situation.make_facts


@pytest.fixture(scope="session")
def order():
    return situation.order_call


@pytest.fixture(scope="session")
def request_of():
    return situation.order_request


@pytest.fixture(scope="session")
def working():
    return situation.working_order


@pytest.fixture(scope="session")
def without_limit():
    return situation.without_limit
