"""What get_preferences says, word for word in both languages."""

import pytest

from tools.account.get_preferences import GetPreferencesResult
from tools.catalogue import tool
from tools.preferences import Preferences


@pytest.mark.parametrize(
    ("known", "en", "tr"),
    [
        (
            {},
            "I remember no preference of yours. “Default leverage 3” or “always isolated” sets one.",
            "Kayıtlı tercihiniz yok. “Varsayılan kaldıracım 3 olsun” ya da “hep izole kullan” diye yazın.",
        ),
        (
            {"leverage": 3},
            "Your preferences: leverage 3x. “Forget my default leverage” drops one.",
            "Tercihleriniz: kaldıraç 3x. Birini silmek için “kaldıraç tercihimi unut” yazın.",
        ),
    ],
)
def test_what_is_remembered_in_words(known, en, tr):
    said = tool("get_preferences").say(GetPreferencesResult(preferences=Preferences(**known)))
    assert (said.en, said.tr) == (en, tr)
