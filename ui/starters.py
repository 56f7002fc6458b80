"""What an empty chat offers: starters and slash commands, in both languages."""

from dataclasses import dataclass

from tools.text import Language, Text


@dataclass(frozen=True)
class Starter:
    """One example utterance."""

    label: Text
    message: Text


@dataclass(frozen=True)
class Command:
    """One slash command of the menu; `icon` is a lucide name."""

    name: str
    summary: Text
    icon: str
    turkish: bool = False
    """Whether using it tells that the user writes Turkish."""


STARTERS: tuple[Starter, ...] = (
    Starter(
        label=Text(en="Buy 60 USDT of BTC on the testnet", tr="Testnette 60 dolarlık BTC al"),
        message=Text(en="buy 60 usdt of BTC on testnet", tr="testnette 60 dolarlık BTC al"),
    ),
    Starter(
        label=Text(en="Simulate a limit order", tr="Limit emri simüle et"),
        message=Text(en="buy 0.001 BTC limit at 64000", tr="64000'den 0,001 BTC limit al"),
    ),
    Starter(
        label=Text(en="Show my positions and risk", tr="Pozisyonlarımı göster"),
        message=Text(en="show my positions", tr="pozisyonlarımı göster"),
    ),
    Starter(
        label=Text(en="Backtest SMA 10/30 over 2023", tr="2023 için SMA 10/30 testi"),
        message=Text(
            en="backtest sma_crossover on BTCUSDT 1h from 2023-01-01 to 2023-12-31",
            tr="BTCUSDT 1h sma_crossover backtest 2023-01-01 2023-12-31",
        ),
    ),
)

COMMANDS: tuple[Command, ...] = (
    Command("positions", Text(en="Open positions", tr="Açık pozisyonlar"), "layers"),
    Command("orders", Text(en="Working orders", tr="Bekleyen emirler"), "list"),
    Command("portfolio", Text(en="Balances and equity", tr="Bakiye ve varlık"), "wallet"),
    Command("pnl", Text(en="Profit and loss", tr="Kâr ve zarar"), "trending-up"),
    Command("risk", Text(en="Limits and what is left of them", tr="Limitler ve kalan pay"), "gauge"),
    Command("buy", Text(en="Buy: SIZE SYMBOL [@ PRICE]", tr="Al: MİKTAR SEMBOL [@ FİYAT]"), "arrow-up-right"),
    Command(
        "sell", Text(en="Sell: SIZE SYMBOL [@ PRICE]", tr="Sat: MİKTAR SEMBOL [@ FİYAT]"), "arrow-down-right"
    ),
    Command("al", Text(en="Buy (Turkish)", tr="Al: MİKTAR SEMBOL [@ FİYAT]"), "arrow-up-right", turkish=True),
    Command(
        "sat", Text(en="Sell (Turkish)", tr="Sat: MİKTAR SEMBOL [@ FİYAT]"), "arrow-down-right", turkish=True
    ),
    Command("close", Text(en="Close a position: SYMBOL [PERCENT]", tr="Kapat: SEMBOL [YÜZDE]"), "circle-x"),
    Command("cancel", Text(en="Cancel an order: ID or SYMBOL", tr="İptal et: NO veya SEMBOL"), "x"),
    Command("iptal", Text(en="Cancel (Turkish)", tr="İptal et: NO veya SEMBOL"), "x", turkish=True),
    Command(
        "canary", Text(en="Smallest order, simulated first", tr="En küçük emir, önce simülasyon"), "bird"
    ),
    Command("backtest", Text(en="Test a strategy on history", tr="Stratejiyi geçmişte dene"), "chart-line"),
    Command("policy", Text(en="The rules, and why", tr="Kurallar ve gerekçeleri"), "shield"),
    Command("health", Text(en="Is everything running", tr="Her şey çalışıyor mu"), "activity"),
    Command("kill", Text(en="Halt all new risk at once", tr="Yeni riski hemen durdur"), "octagon-x"),
    Command("help", Text(en="What you can say", tr="Neler söyleyebilirsiniz"), "circle-help"),
)

_TURKISH = {command.name for command in COMMANDS if command.turkish}


def language_of(locale: str | None) -> Language:
    """Product language of a browser locale such as `tr-TR`."""
    return "tr" if (locale or "").lower().startswith("tr") else "en"


def as_text(content: str, command: str | None) -> str:
    """The utterance of a message; a command picked from the menu becomes the slash it stands for."""
    return f"/{command} {content}".strip() if command else content.strip()


def slash_language(text: str, fallback: Language) -> Language | None:
    """Language of a slash command, which its few words rarely tell; None for ordinary text."""
    if not text.startswith("/"):
        return None
    name = text[1:].split(maxsplit=1)[0].lower() if len(text) > 1 else ""
    return "tr" if name in _TURKISH else fallback
