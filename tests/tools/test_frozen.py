import pytest
from pydantic import ValidationError

from tools.frozen import Frozen, Params, build_models


class Size(Params):
    quantity: int
    """How much."""
    note: str = "none"


class Wide(Size):
    width: int
    """How wide,
    in metres."""


def test_field_docstrings_are_the_descriptions_of_a_schema_inherited_ones_too():
    fields = Wide.model_json_schema()["properties"]
    assert {name: field.get("description") for name, field in fields.items()} == {
        "quantity": "How much.",
        "note": None,
        "width": "How wide,\nin metres.",
    }


def test_a_model_is_built_when_it_is_used_or_when_a_server_builds_all():
    class Used(Frozen):
        number: int

    class Waiting(Used):
        pass

    assert not Used.__pydantic_complete__
    assert Used(number=1).number == 1
    assert Used.__pydantic_complete__
    assert not Waiting.__pydantic_complete__
    build_models()
    assert Waiting.__pydantic_complete__


@pytest.mark.parametrize(
    ("field", "value"), [("note", "half \ud83d"), ("note", {"deep": ["\udc00"]}), ("quantity", "\ud800")]
)
def test_half_of_a_surrogate_pair_is_no_parameter(field, value):
    with pytest.raises(ValidationError) as caught:
        Size.model_validate({"quantity": 1, field: value})
    assert [error["loc"] for error in caught.value.errors()] == [(field,)]
    assert Size(quantity=1, note="whole 😀").note == "whole 😀"
