import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import ConfigError
from ui.tokens import Tokens


@pytest.mark.parametrize(
    "text", ["desk", "desk:read", "desk:read:", ":read:tok", "desk::tok", "desk:read+fly:tok"]
)
def test_an_entry_of_another_form_refuses_to_start_and_is_not_repeated(text):
    with pytest.raises(ConfigError) as error:
        Tokens.parse(f"ok:read:fine,{text}")
    assert "entry 2" in str(error.value)
    assert "tok" not in str(error.value).replace("name:scopes:token", "").replace("SPARK_API_TOKENS", "")


@given(st.text(max_size=40))
def test_only_the_exact_token_is_known(text):
    tokens = Tokens.parse("desk:read:secret-1,bot:read:secret-2")
    expected = {"secret-1": "desk", "secret-2": "bot"}.get(text)
    holder = tokens.holder(text)
    assert (holder.name if holder else None) == expected
