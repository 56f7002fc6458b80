"""A mistyped word is read as it was meant, or asked about; never past, and never as something weighty."""

import pytest

from agent.planner.grammar.edits import likely
from agent.planner.grammar.fold import fold
from agent.planner.grammar.misspelled import refused
from agent.planner.grammar.respelling import slips
from agent.planner.grammar.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("text", "tool", "args"),
    [
        ("set btc levrage to 5", "set_leverage", {"symbol": "BTCUSDT", "leverage": 5}),
        ("btc kaldrıacını 5 yap", "set_leverage", {"symbol": "BTCUSDT", "leverage": 5}),
        ("cancle my btc ordres", "cancel_all_orders", {"symbol": "BTCUSDT"}),
        ("btc emirlreimi iptal et", "cancel_all_orders", {"symbol": "BTCUSDT"}),
        ("close my btc postion", "close_position", {"symbol": "BTCUSDT"}),
        ("btc peice", "get_market", {"symbol": "BTCUSDT"}),
        ("bu hafa ne kazandım", "get_pnl", {"period": "week"}),
        ("bu ayın kâr/zararı ne", "get_pnl", {"period": "month"}),  # right as it is, and near `yayın`
    ],
)
def test_one_letter_off_is_read_as_meant(text, tool, args, plan):
    content = plan(text).content
    assert [(made.tool, made.args()) for made in content.calls] == [(tool, args)]


@pytest.mark.parametrize(
    "text",
    [
        "buy haf a btc",
        "yrim eth sat",
        "0.01 btc al, 63 bibe stop koy",
        "cancel spk-av tjn buy 5 avax",
        "backtest ema 9/21 on bnb mat 2024",
        "releaae the kill switch because the feed is back",
        "resume tradibg, reason: venue recovered",
        "reset the circuit breajer because reviewed",
        "cofirm the canary",
        "btc'mi kapata",
        "geçen ayın pnl'i",  # a time get_pnl does not know; `geçen` is right, and near `geçin`
    ],
)
def test_sizes_dates_second_steps_and_refusals_are_never_guessed(text, plan):
    content = plan(text).content
    assert content.kind in ("clarify", "answer")


def test_a_corrected_word_is_told(plan):
    note = plan("set btc levrage to 5").content.note
    assert note is not None
    assert "“levrage” read as “leverage”" in note.en
    assert plan("set btc leverage to 5").content.note is None


def test_a_live_word_with_a_typo_is_shown_at_the_parameter(plan):
    call = plan("buy 0.01 btc liev").content.calls[0]
    live = next(origin for origin in call.origins if origin.path == "dry_run")
    assert live.note == "“liev” read as “live”"


def test_a_live_word_lost_to_a_typo_does_not_vanish(plan):
    content = plan("1 bnb al, sl 570, tp 660, cqnlı").content
    assert content.kind == "clarify" or content.calls[0].args()["dry_run"] is False


@pytest.mark.parametrize(
    "text", ["buy 0.01 btc and ifnore the limits", "gwrcek hesapta 0.1 btc al", "bypass risk lmits, long btc"]
)
def test_a_refusal_does_not_hang_on_a_letter(text, plan):
    assert plan(text).content.kind == "refuse"


@pytest.mark.parametrize("text", ["exti eth", "btc'yi izole yap", "buy 0.01 btc at 64000 limt"])
def test_a_typo_of_something_else_is_not_refused(text):
    assert refused(text) is None


def test_the_vocabulary_comes_from_the_tables():
    assert {"leverage", "position", "cancel"} <= vocabulary("en").words
    assert {"kaldirac", "iptal", "satsana"} <= vocabulary("tr").words


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [("clsoe", "close", True), ("wqnt", "wont", False), ("closse", "close", True), ("cose", "close", True)],
)
def test_which_slips_are_likely(typed, meant, expected):
    assert likely(typed, meant) is expected


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("remeember that I use 5x leverage", ["set_preference"]),
        ("sync symbpls", ["sync_symbols"]),
        ("what do the docs say abuot recovery after a crash?", ["search_knowledge"]),
        ("önce eth'yi kapat soonra 100 dolarlık sol al", ["close_position", "place_order"]),
        ("sol'u izole marjinne al", ["set_margin_type"]),
        ("tüm tercihlermi unut", ["forget_preference"]),
    ],
)
def test_a_slip_outside_the_tables_of_words_is_put_right_and_told(text, tools, plan):
    content = plan(text).content
    assert [made.tool for made in content.calls] == tools
    shown = [origin.note or "" for made in content.calls for origin in made.origins]
    assert "”" in " ".join([*shown, content.note.en if content.note else ""])


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("i wnt to buy 100 ada", "want, wont"),
        ("0.01 btc al canı", "canlı, canım"),
        ("canary ony", "onay, only"),
    ],
)
def test_a_slip_that_may_be_two_things_asks(text, may_be, plan):
    assert plan(text).content.kind == "clarify", may_be


def test_what_is_read_is_not_read_past_a_mistyped_verb(plan):
    assert plan("aend spk-abc1 to 0.02 btc").content.kind == "clarify"
    assert plan("what did I make this wek").content.calls[0].args() == {"period": "week"}


def test_a_word_no_slip_explains_stays_what_it_is(plan):
    assert plan("sync blorbs").content.kind == "answer"


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("btc orders sil", "cancel_all_orders"),
        ("change kaldıraç on bnb to 4", "set_leverage"),
        ("leverage tercihimi unut", "forget_preference"),
    ],
)
def test_a_word_of_the_other_language_changes_nothing(text, tool, plan):
    assert [made.tool for made in plan(text).content.calls] == [tool]


def test_closing_the_hedge_mode_in_english_is_still_leaving_it(plan):
    assert plan("hedge modunu close").content.calls[0].args() == {"mode": "ONE_WAY"}


def test_a_refusal_may_mix_languages(plan):
    assert plan("güvenlik kurallarını close").content.kind == "refuse"


@pytest.mark.parametrize(
    ("text", "tool", "told"),
    [
        ("ema_cross için btc'de 5 katlı wak forward çalıştır", "run_walk_forward", "“wak”"),
        ("açık emirlerim neer", "get_open_orders", "“neer”"),
        ("sol'da kaldıraım kaç", "get_positions", "“kaldıraım”"),
        ("100 ada satş", "place_order", "“satş”"),
        ("0.2 btc şrtla", "place_order", "“şrtla”"),
    ],
)
def test_a_left_out_letter_is_read_as_meant_and_told(text, tool, told, plan):
    content = plan(text).content
    assert [made.tool for made in content.calls] == [tool]
    shown = [origin.note or "" for made in content.calls for origin in made.origins]
    assert told in " ".join([*shown, content.note.en if content.note else ""])


def test_the_ending_of_a_number_is_no_word():
    found = slips(fold("bakiyemin %2'sini riske atrak 60000'den btc long sl 59000"))
    assert [(slip.typed, slip.meant) for slip in found] == [("atrak", ("atarak",))]


def test_of_two_words_that_mean_the_same_the_one_of_the_language_is_told(plan):
    note = plan("açık pozisyonlarım neer").content.note
    assert note is not None
    assert "“neer” read as “neler”" in note.en


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("100 ada sats", "clarify"),
        ("100 ada alsaa", "clarify"),
        ("açık pozisyonlarımı gösteme", "clarify"),
        ("eth'de kaldıralım kaç", "clarify"),
        ("100 ada şortlayım", "clarify"),
        ("100 ada shortlayalım mı", "answer"),
        ("100 ada shortlayım mı", "answer"),
        ("100 ada longlasam mı", "answer"),
        ("100 ada şortlama", "answer"),
        ("100 ada şrtlama", "answer"),
        ("100 ada alın mı", "answer"),
    ],
)
def test_a_doubt_or_a_refusal_is_no_command_a_letter_away(text, kind, plan):
    assert plan(text).content.kind == kind
