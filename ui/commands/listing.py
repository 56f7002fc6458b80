"""tools and policy: what there is, as people and programs read it."""

import asyncio

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.settings import load
from policies import RULES
from policies.limits import Profile
from policies.limits import load as load_limits
from policies.view import Policies, PoliciesInForce
from tools.catalogue import TOOLS
from tools.errors import InvalidCall
from tools.policy_view import RuleView
from tools.text import Language
from tools.text import Text as Words
from ui.commands.exits import Exit
from ui.commands.opened import opened, spoken
from ui.terminal import complain, console, say, say_json
from ui.tool_export import ExportFormat, export, listing

_NOT_YET = Words(en="not yet", tr="henüz yok")
_PROFILES: tuple[Profile, ...] = ("canary", "testnet")


def tools_list(lang: Language | None, as_json: bool) -> int:
    """The catalogue."""
    language = spoken(lang)
    if as_json:
        say_json(listing())
        return Exit.OK
    table = Table(box=None, padding=(0, 1))
    for name in ("tool", "effect", ""):
        table.add_column(name)
    for tool in TOOLS:
        later = "" if tool.not_yet is None else f" ({_NOT_YET.say(language)})"
        table.add_row(tool.name, f"{tool.effect.value}{later}", Text(tool.summary.say(language), style="dim"))
    console().print(table)
    return Exit.OK


def tools_export(form: ExportFormat) -> int:
    """The catalogue for another program."""
    say_json(export(form))
    return Exit.OK


def policy_show(as_json: bool) -> int:
    """Profile, digest and every limit in force."""
    policies = _policies()
    limits = policies.limits
    if as_json:
        say_json({**limits.model_dump(mode="json"), "digest": policies.digest})
        return Exit.OK
    say(f"{limits.profile} · {policies.digest}")
    say(", ".join(limits.symbols))
    out = console()
    for name, limit in limits.limits.items():
        out.print(Text(f"{name} = {limit.value} {limit.unit} ({limit.owner})", style="bold"))
        out.print(Padding(Text(limit.rationale, style="dim"), (0, 0, 0, 2)))
    return Exit.OK


def policy_check(as_json: bool) -> int:
    """Whether every profile is complete: it loads, and every rule finds its limit."""
    problems = [problem for profile in _PROFILES for problem in _missing(profile)]
    if as_json:
        say_json({"ok": not problems, "problems": list(problems)})
    elif problems:
        complain("\n".join(problems))
    else:
        say(f"{', '.join(_PROFILES)}: every rule has its limit")
    return Exit.GATE if problems else Exit.OK


def policy_explain(rule: str | None, lang: Language | None, as_json: bool) -> int:
    """What a rule says and why it exists; every rule without a name."""
    rules = [view for view in _policies().rules() if rule in (None, view.name)]
    if not rules:
        raise InvalidCall(
            f"there is no rule named {rule!r}", f"{rule!r} adlı bir kural yok", fields=("rule",)
        )
    if as_json:
        say_json([view.model_dump(mode="json") for view in rules])
        return Exit.OK
    for view in rules:
        _explain(view, spoken(lang))
    return Exit.OK


def _explain(view: RuleView, language: Language) -> None:
    out = console()
    out.print(Text.assemble((view.name, "bold"), " · ", view.summary.say(language)))
    if view.limit is not None:
        limit = view.limit
        out.print(Text(f"  {limit.name} = {limit.value} {limit.unit} ({limit.owner})"))
    out.print(Padding(Text(view.why, style="dim"), (0, 0, 0, 2)))


def _missing(profile: Profile) -> list[str]:
    limits = load_limits(profile)
    return [
        f"{profile}: rule {rule.name} finds no limit {rule.limit}"
        for rule in RULES
        if rule.limit is not None and rule.limit not in limits.limits
    ]


def _policies() -> Policies:
    return asyncio.run(_in_force())


async def _in_force() -> Policies:
    settings = load()
    shipped = load_limits(settings.policy_profile)
    # Imported here: the composition root is slow to import.
    from agent.wiring import has_ledger

    if not has_ledger(settings):
        return Policies(shipped)
    async with opened(settings) as app:
        return await PoliciesInForce(shipped, app.ledger).in_force()
