"""replay: makes a plan again from the record and shows what comes out differently."""

from agent.replay_report import Replayed
from tools.text import Language, Text
from ui.commands.exits import Exit
from ui.commands.opened import recorded, spoken
from ui.terminal import complain, say, say_json

_LONGEST = 100
_SAME = Text(en="same", tr="aynı")
_DIFFERS = Text(en="differs", tr="farklı")
_EQUAL = Text(
    en="{plan} comes out the same, byte for byte.", tr="{plan} baştan sona, baytı baytına aynı çıkıyor."
)
_UNEQUAL = Text(
    en="{plan} does not come out as recorded: keep the files and find out why.",
    tr="{plan} kaydedildiği gibi çıkmıyor: dosyaları koruyun ve nedenini araştırın.",
)


async def replay(plan_id: str, language: Language | None, as_json: bool) -> int:
    """Make a plan again; 7 when a stage differs or cannot be made again."""
    async with recorded() as app:
        replayed = await app.replay(plan_id)
    if as_json:
        say_json(replayed.model_dump(mode="json"))
    else:
        _show(replayed, spoken(language))
    return Exit.OK if replayed.equal else Exit.GATE


def _show(replayed: Replayed, language: Language) -> None:
    for stage in replayed.stages:
        say(f"{stage.name:<10}{(_SAME if stage.equal else _DIFFERS).say(language)}")
        for one in stage.differences:
            say(f"  {one.path}: {_cut(one.recorded)} → {_cut(one.replayed)}")
    for note in replayed.notes:
        say(note.say(language))
    verdict = (_EQUAL if replayed.equal else _UNEQUAL).say(language).format(plan=replayed.plan_id)
    (say if replayed.equal else complain)(verdict)


def _cut(value: str | None) -> str:
    if value is None:
        return "–"
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
