"""The endings of Turkish verbs: who asks, who refuses, who doubts, as regular expressions over a stem."""


def command(stem: str, aorist: str, soft: str | None = None) -> str:
    """Endings that ask for it to be done: al, alsana, alalim, alir misin, almak istiyorum."""
    s = soft or stem
    return (
        rf"{stem}|{stem}s[ae]n[ae]|{s}[ae]l[iu]m|{s}[ae]y[iu]m|{s}[iu]n(?:[iu]z)?"
        rf"|{s}[iu]ver(?:in|s[ae]n[ae])?"
        rf"|{aorist} m[iu]s[iu]n(?:[iu]z)?|{s}[ae]bil[iu]r m[iu](?:s[iu]n(?:[iu]z)?|y[iu][mz])"
        rf"|{s}[iu]ver[iu]r m[iu]s[iu]n(?:[iu]z)?"
        rf"|{stem}m[ae]k (?:istiyorum|istiyom|isterim|ist[iy]ordum|lazim|gerek)"
        rf"|{stem}m[ae]n[iu](?:z[iu])? (?:istiyorum|rica ed\w+)"
        rf"|{s}(?:[iu]?[ln])s[iu]n|{s}(?:[iu]?[ln])m[ae]s[iu]n[iu] (?:istiyorum|isterim|rica ed\w+)"
    )


def refusal(stem: str, soft: str | None = None) -> str:
    """Endings that ask for it not to be done: alma, almayin, almak istemiyorum."""
    s = soft or stem
    return (
        rf"{stem}m[ae](?:y[iu]n(?:[iu]z)?|y[ae]l[iu]m|s[iu]n)?|{stem}m[ae]k istemi\w+"
        rf"|{stem}m[iu]yor\w*|{stem}m[ae]y[ae]c\w+"
        rf"|{s}[iu]?[ln]m[ae]s[iu]n|{s}m[ae]y[ae]l[iu]m|{stem}m[ae]m\w*|{stem}m[ae]k yok|{stem}m[ae] sak[iu]n"
    )


def doubt(stem: str, aorist: str, soft: str | None = None) -> str:
    """Endings that ask whether to: alsam mi, alayim mi, almali miyim, alinir mi."""
    s = soft or stem
    return (
        rf"{stem} m[iu]|{s}[iu]?[ln]s[iu]n m[iu]\w*|{stem}s[ae][mk]?(?: m[iu]\w*)?|{s}[ae]y[iu]m m[iu]\w*"
        rf"|{s}[ae]l[iu]m m[iu]\w*"
        rf"|{stem}m[ae]l[iu]\w*(?: m[iu]\w*)?|{s}[iu]n(?:[iu]z)? m[iu]"
        rf"|{s}[iu]n[iu]r m[iu]\w*|{s}[iu]l[iu]r m[iu]\w*|{aorist} m[iu](?:y[iu]m|yd[iu]n)\w*"
        rf"|{stem}m[ae]k (?:mant\w+|iyi|dogru|riskli)\w*(?: m[iu]\w*)?"
        rf"|{stem}s[ae]yd[iu]\w*|{s}[ae]r m[iu]yd[iu]\w*|{stem}m[ae]k icin(?! (?:\S+ ){{0,3}}emi?r)[^?]*"
    )
