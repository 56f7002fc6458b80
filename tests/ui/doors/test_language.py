import pytest

from ui.api.language import accepted


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("tr", "tr"),
        ("tr-TR,tr;q=0.9,en-US;q=0.8", "tr"),
        ("en-GB,tr;q=0.9", "en"),
        ("de,tr;q=0.3,en;q=0.2", "tr"),
        ("tr;q=0,en;q=0.1", "en"),
        ("tr;q=high", "en"),
        ("*", "en"),
    ],
)
def test_the_better_liked_language_wins(header, language):
    assert accepted(header) == language
