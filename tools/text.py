"""Bilingual text: every sentence the product says exists in English and in Turkish."""

from typing import Literal

from tools.frozen import Frozen

Language = Literal["en", "tr"]


class Text(Frozen):
    """One sentence in both languages of the product."""

    en: str
    tr: str

    def say(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.tr if language == "tr" else self.en
