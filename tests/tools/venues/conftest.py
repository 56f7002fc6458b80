"""What the tests of all connectors share."""

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def vectors():
    rows = json.loads((DATA / "hmac-signature-vectors.json").read_text(encoding="utf-8"))["vectors"]
    return {row["name"]: row for row in rows}


@pytest.fixture(scope="session")
def samples():
    return json.loads((DATA / "official-sdk-usdm-sample-responses.json").read_text(encoding="utf-8"))
