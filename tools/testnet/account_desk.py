"""What an account holder sets: leverage, margin type, position mode, isolated margin, countdowns."""

from decimal import Decimal

from tools.testnet.account import Account
from tools.testnet.algo_desk import AlgoDesk
from tools.testnet.floor import Floor
from tools.testnet.history import MarginChange
from tools.testnet.instrument import Instrument
from tools.testnet.margin import account_margin, max_notional, position_margin, symbol_margin
from tools.testnet.problem import Problem, problem


class AccountDesk:
    """Changes settings and moves margin, or says why not."""

    def __init__(self, floor: Floor, algos: AlgoDesk) -> None:
        self._floor = floor
        self._algos = algos

    def set_leverage(self, account: Account, instrument: Instrument, leverage: int, now_ms: int) -> Decimal:
        """Change a symbol's initial leverage; the largest position value it allows.

        Raises:
            Problem: -4028, -4161, -2027 or -2028.
        """
        symbol = instrument.symbol
        marks = self._floor.marks_at(now_ms)
        self._check_leverage(account, instrument, leverage, marks(symbol))
        previous = account.leverage(symbol)
        account.leverages[symbol] = leverage
        totals = account_margin(account, marks, self._floor.instruments)
        if leverage < previous and totals.available <= 0 < totals.position_initial + totals.order_initial:
            account.leverages[symbol] = previous
            raise problem(-2028)
        self._floor.events.configured(account, symbol, now_ms)
        self._floor.records.touch_account(account)
        return max_notional(instrument, leverage)

    def set_isolated(self, account: Account, symbol: str, isolated: bool, now_ms: int) -> None:
        """Change a symbol's margin type.

        Raises:
            Problem: -4046, -4168, -4047 or -4048.
        """
        if (symbol in account.isolated) is isolated:
            raise problem(-4046)
        if account.multi_assets:
            raise problem(-4168)
        if account.symbol_orders(symbol) or self._algos.open_of(account, symbol):
            raise problem(-4047)
        if account.held(symbol):
            raise problem(-4048)
        account.isolated ^= {symbol}
        positions = [(account.position(symbol, side), Decimal(0)) for side in account.sides]
        self._floor.events.account(account, "MARGIN_TYPE_CHANGE", now_ms, positions)
        self._floor.records.touch_account(account)

    def set_hedge(self, account: Account, hedge: bool) -> None:
        """Change the position mode of the whole account.

        Raises:
            Problem: -4059, -4067 or -4068.
        """
        if account.hedge is hedge:
            raise problem(-4059)
        if account.open_orders or self._algos.open_of(account):
            raise problem(-4067)
        if account.held():
            raise problem(-4068)
        account.hedge = hedge
        self._floor.records.touch_account(account)

    def set_multi_assets(self, account: Account, multi_assets: bool, now_ms: int) -> None:
        """Change the assets mode; with USDT as the only asset it changes no arithmetic.

        Raises:
            Problem: -4171, -4167 or -4170.
        """
        if account.multi_assets is multi_assets:
            raise problem(-4171)
        if account.isolated:
            raise problem(-4167)
        if account.open_orders:
            raise problem(-4170)
        account.multi_assets = multi_assets
        self._floor.events.assets_mode(account, now_ms)
        self._floor.records.touch_account(account)

    def move_margin(self, account: Account, symbol: str, side: str, amount: Decimal, now_ms: int) -> None:
        """Add to the margin of an isolated position; a negative amount takes away.

        Raises:
            Problem: -4049, -4054, -4050 or -4051.
        """
        position = account.position(symbol, side)
        if symbol not in account.isolated:
            raise problem(-4049)
        if not position.amount:
            raise problem(-4054)
        marks = self._floor.marks_at(now_ms)
        mark = marks(symbol)
        if amount > account_margin(account, marks, self._floor.instruments).available:
            raise problem(-4050)
        free = position.isolated_wallet + min(Decimal(0), position.unrealized(mark))
        if amount < 0 and free + amount < position_margin(account, position, mark).position_initial:
            raise problem(-4051)
        position.isolated_wallet += amount
        position.updated_ms = account.updated_ms = now_ms
        change = MarginChange(account.account_id, symbol, side, amount, now_ms)
        self._floor.records.history.margin_moved(change)
        self._floor.events.account(account, "MARGIN_TRANSFER", now_ms, [(position, mark)])
        self._floor.records.touch_account(account)

    def set_fee_burn(self, account: Account, fee_burn: bool) -> None:
        """Choose to pay fees in BNB; nobody holds any here, so fees stay in USDT."""
        account.fee_burn = fee_burn
        self._floor.records.touch_account(account)

    def set_countdown(self, account: Account, symbol: str, until_ms: int) -> None:
        """Cancel all orders of a symbol at a time; 0 disarms."""
        account.countdowns.pop(symbol, None)
        if until_ms:
            account.countdowns[symbol] = until_ms
        self._floor.records.touch_account(account)

    def _check_leverage(self, account: Account, instrument: Instrument, leverage: int, mark: Decimal) -> None:
        symbol = instrument.symbol
        if not 1 <= leverage <= instrument.max_leverage:
            raise Problem(-4028, f"Leverage {leverage} is not valid.")
        if symbol in account.isolated and account.held(symbol) and leverage < account.leverage(symbol):
            raise problem(-4161)
        worst = symbol_margin(account, symbol, mark).initial * account.leverage(symbol)
        if worst > max_notional(instrument, leverage):
            raise problem(-2027)
