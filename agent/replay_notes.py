"""Notes of a replay: what has changed since, and what cannot be made again."""

from collections.abc import Iterable

from agent.parts import Parts
from agent.recorded_shape import SHAPE
from agent.recording import Judging, Planning, reviews_key, rules_in_force
from agent.replay_case import Case
from policies.limits import Limits
from tools.money import plain
from tools.text import Text

NOT_KEPT = Text(
    en="This plan was stored without what it was made from: an earlier version of the product wrote it, "
    "or the record was cut.",
    tr="Bu plan, neyden oluştuğu saklanmadan kaydedilmiş: ya ürünün eski bir sürümü yazmış "
    "ya da kayıt eksilmiş.",
)
OLDER = Text(
    en="Another version of the product wrote this recording; what differs may come from that.",
    tr="Bu kaydı ürünün başka bir sürümü yazmış; farklar bundan kaynaklanabilir.",
)
CUT_SHORT = Text(
    en="This plan was cut short before it was shown; what had been made of it by then is compared.",
    tr="Bu plan gösterilmeden yarıda kalmış; o ana dek yapılanlar karşılaştırıldı.",
)


def unreadable(error: Exception) -> Text:
    """Why a recording cannot be read."""
    cause = type(error).__name__
    return Text(
        en=f"This recording has another schema than this program ({cause}): "
        "replay it with the version of the product that wrote it.",
        tr=f"Bu kaydın şeması bu programınkinden farklı ({cause}): "
        "onu, kaydı yazan ürün sürümüyle yeniden oynatın.",
    )


async def explain(case: Case, planning: Planning, limits: list[Limits], parts: Parts) -> tuple[Text, ...]:
    """What there is to know about this replay."""
    found: list[Text] = []
    if planning.shape != SHAPE:
        found.append(OLDER)
    if case.plan_id not in case.documents:
        found.append(CUT_SHORT)
    text = case.documents.get(reviews_key(case.plan_id))
    if text is not None:
        found += _rules(Judging.model_validate_json(text).rules)
    now = (await parts.gatherer.policies.in_force()).limits
    found += _limits(limits[0], now) if limits else []
    found += _keys(case, parts)
    return tuple(found)


def _rules(then: tuple[str, ...]) -> list[Text]:
    now = rules_in_force()
    changed = [rule for rule in (*then, *now) if (rule in then) is not (rule in now)]
    if not changed:
        return []
    names = ", ".join(changed)
    return [Text(en=f"The rules changed since: {names}.", tr=f"O zamandan beri kurallar değişti: {names}.")]


def _limits(then: Limits, now: Limits) -> list[Text]:
    changed = [*_numbers(then, now), *_listed(then, now)]
    if then.profile != now.profile:
        changed.insert(0, f"{then.profile} → {now.profile}")
    if not changed:
        return []
    said = "; ".join(changed)
    return [
        Text(
            en=f"The policy changed since ({said}); the replay uses the numbers of then.",
            tr=f"O zamandan beri politika değişti ({said}); yeniden oynatma o zamanki sayıları kullanır.",
        )
    ]


def _numbers(then: Limits, now: Limits) -> Iterable[str]:
    for name in sorted({*then.limits, *now.limits}):
        before, after = _number(then, name), _number(now, name)
        if before != after:
            yield f"{name} {before} → {after}"


def _number(limits: Limits, name: str) -> str:
    limit = limits.limits.get(name)
    if limit is None:
        return "–"
    single = [f"{symbol} {plain(value)}" for symbol, value in sorted(limit.by_symbol.items())]
    return ", ".join((plain(limit.value), *single))


def _listed(then: Limits, now: Limits) -> Iterable[str]:
    for symbol in sorted({*then.symbols} ^ {*now.symbols}):
        yield f"{'−' if symbol in then.symbols else '+'}{symbol}"


def _keys(case: Case, parts: Parts) -> list[Text]:
    gone = sorted({i.permit.key_id for i in case.intents if i.permit.key_id not in parts.keys})
    if not gone:
        return []
    names = ", ".join(gone)
    return [
        Text(
            en=f"The key {names} is no longer configured: the signature of the permit was not checked.",
            tr=f"{names} anahtarı artık tanımlı değil: iznin imzası denetlenmedi.",
        )
    ]
