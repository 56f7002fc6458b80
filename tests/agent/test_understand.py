"""Understanding: a planner is heard and never believed."""

from agent import understand as understanding
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Refuse
from tools.call import Source, ToolCall
from tools.frozen import Params
from tools.text import Text

TEXT = Text(en="english", tr="türkçe")


class Says:
    """A planner with one thing to say."""

    def __init__(self, content, language="tr", notice=None):
        self.proposal = Proposal(planner="groq", language=language, content=content, notice=notice)

    async def plan(self, utterance, surroundings):
        self.heard, self.around = utterance, surroundings
        return self.proposal


async def heard(desk, content, **how):
    planner = Says(content, **how)
    await desk.open(planner=planner)
    return await desk.app.sessions.ask("whatever", desk.trader), planner


async def test_a_question_is_asked_in_the_language_spoken(desk):
    turn, _ = await heard(desk, Clarify(question=TEXT))

    assert (turn.status, turn.question, turn.calls) == ("clarify", "türkçe", ())
    assert "türkçe" in turn.message


async def test_a_refusal_and_an_answer(desk):
    turn, _ = await heard(desk, Refuse(reason=TEXT), language="en")
    assert (turn.status, turn.message, turn.question) == ("refused", "english", None)

    turn, _ = await heard(desk, Answer(message=TEXT), language="en")
    assert (turn.status, turn.message, turn.question) == ("answered", "english", None)


async def test_a_notice_comes_first(desk):
    turn, _ = await heard(
        desk, Answer(message=TEXT), notice=Text(en="offline today", tr="bugün çevrimdışı"), language="tr"
    )

    assert turn.message == "bugün çevrimdışı türkçe"


async def test_a_tool_that_does_not_exist_becomes_a_question(desk):
    made = ToolCall.model_construct(tool="withdraw", params=Params(), origins=())

    turn, _ = await heard(desk, Calls(calls=(made,)))

    assert (turn.status, turn.calls, turn.reviews) == ("clarify", (), ())
    assert turn.question
    assert await desk.app.sessions.approvals() == ()


async def test_parameters_are_validated_again(desk):
    from tools.trade.place_order import PlaceOrderParams

    params = PlaceOrderParams.model_construct(symbol="BTCUSDT", side="BUY", type="MARKET", dry_run=False)
    made = ToolCall.model_construct(tool="place_order", params=params, origins=())

    turn, _ = await heard(desk, Calls(calls=(made,)))

    assert turn.status == "clarify"
    assert await desk.app.sessions.approvals() == ()


async def test_one_bad_call_spoils_them_all(desk):
    from tools.catalogue import call

    bad = ToolCall.model_construct(tool="withdraw", params=Params(), origins=())
    good = call(
        "place_order",
        {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False},
    )

    turn, _ = await heard(desk, Calls(calls=(good, bad)))

    assert turn.calls == ()
    assert await desk.app.sessions.approvals() == ()


async def test_a_planner_sees_numbers_and_no_text_of_a_venue(desk):
    row = await desk.pending(
        symbol="BTCUSDT", side="BUY", type="LIMIT", quantity="0.001", price="64000", dry_run=False
    )
    await desk.decide(row)

    _, planner = await heard(desk, Answer(message=TEXT))

    assert "BTCUSDT" in [instrument.symbol for instrument in planner.around.instruments]
    (order,) = planner.around.orders
    assert order.client_order_id.startswith("spk-")


async def test_a_planner_works_while_the_venue_is_away(desk):
    planner = Says(Answer(message=TEXT))
    await desk.open(planner=planner)
    desk.transport.unplugged = True

    turn = await desk.app.sessions.ask("hello", desk.trader)

    assert turn.status == "answered"
    assert planner.around.instruments == ()


async def test_a_planner_never_sees_a_pasted_secret(desk):
    planner = Says(Answer(message=TEXT))
    await desk.open(planner=planner)

    await desk.app.sessions.ask("key gsk_Zx81Qw7Lk2Mn5Bv9Tr4Yu6Io", desk.trader)

    assert "gsk_" not in planner.heard.text


def test_a_typed_call_comes_from_the_user():
    turn = understanding.typed("plan_1", "set_leverage", {"symbol": "BTCUSDT", "leverage": 2}, "desk", "en")

    (call,) = turn.calls
    assert turn.status == "proposed"
    assert call.source_of("leverage") is Source.USER


def test_reads_alone_are_answered():
    turn = understanding.typed("plan_1", "get_positions", {}, "desk", "tr")

    assert turn.status == "answered"
    assert turn.language == "tr"
