"""What the spot market says when it refuses, where its words are not those of futures."""

from tools.testnet.problem import Problem, problem

INSUFFICIENT = "Account has insufficient balance for requested action."
DUPLICATE = "Duplicate order sent."
TRIGGERS = "Order would trigger immediately."
TAKES = "Order would immediately match and take."
BAD_PRICES = "The relationship of the prices for the orders is not correct."
UNKNOWN_ORDER = "Unknown order sent."
RESTRICTED = "Order was not canceled due to cancel restrictions."
NO_PEGS = "Pegged orders are not supported for this symbol."
NO_SOR = "This symbol has no SOR."
TOO_THIN = "Order book liquidity is less than LOT_SIZE filter minimum quantity."

_TEXTS = {
    -1122: "Invalid symbolStatus.",
    -1127: "More than 24 hours between startTime and endTime.",
    -1128: "Combination of optional parameters invalid.",
    -1134: "`strategyType` was less than 1000000.",
    -1139: "Invalid ticker type.",
    -1145: "Invalid cancelRestrictions",
    -1151: "Symbol is present multiple times in the list.",
    -1158: "Order type not supported in OCO.",
    -1165: "A limit order in a buy OCO must be below.",
    -1166: "A limit order in a sell OCO must be above.",
    -1168: "At least one OCO order must be contingent.",
    -1196: "A stop loss order in a buy OCO must be above.",
    -1197: "A stop loss order in a sell OCO must be below.",
    -1198: "A take profit order in a buy OCO must be below.",
    -1210: "Invalid pegPriceType.",
    -1211: "Invalid pegOffsetType.",
    -1199: "A take profit order in a sell OCO must be above.",
    -2035: "User Data Stream subscription already active.",
    -2036: "User Data Stream subscription not active.",
    -2039: "Client order ID is not correct for this order ID.",
}


def refusal(code: int) -> Problem:
    """The refusal of a code whose text is fixed, here or for both markets."""
    return Problem(code, _TEXTS[code]) if code in _TEXTS else problem(code)


def rejected(text: str) -> Problem:
    """-2010: the matching engine does not take a new order."""
    return Problem(-2010, text)


def not_cancelled(text: str) -> Problem:
    """-2011: the matching engine does not cancel."""
    return Problem(-2011, text)


def not_amended(text: str) -> Problem:
    """-2038: the matching engine does not amend."""
    return Problem(-2038, text)


def filter_failure(name: str, code: int = -1013) -> Problem:
    """A filter of the symbol is broken."""
    return Problem(code, f"Filter failure: {name}")


def neither(one: str, other: str) -> Problem:
    """-1102: one of two parameters is needed."""
    return Problem(-1102, f"Param '{one}' or '{other}' must be sent, but both were empty/null!")


def too_precise(parameter: str) -> Problem:
    """-1111: more decimals than any amount may have."""
    return Problem(-1111, f"Parameter '{parameter}' has too much precision.")


def empty(parameter: str) -> Problem:
    """-1105: a parameter was sent without a value."""
    return Problem(-1105, f"Parameter '{parameter}' was empty.")


def illegal(parameter: str, legal: str) -> Problem:
    """-1100: characters that may not stand in a parameter."""
    return Problem(-1100, f"Illegal characters found in parameter '{parameter}'; legal range is '{legal}'.")
