"""The words of English, as regular expressions over folded text; one line per concept."""

from agent.planner.grammar.word_list import words

_BREAK = r"[ \-_]?"
_SWITCH = r"(?:(?:enable|disable|activate|deactivate|enter|exit|leave) )?"

_STREAM = (
    r"(?:(?:market|price|data|user|account|live) )*(?:streams?|streaming|feeds?|web ?sockets?|ws)"
    r"(?: connections?)?"
)
_TO_STREAM = rf"(?= (?:(?:the|my|all|this) )*(?:\w+ )?{_STREAM}\b)"

WORDS: dict[str, str] = {
    "stream": _STREAM,
    "stream_on": rf"subscribe(?: me)?(?: to)?|(?:turn|switch) on{_TO_STREAM}|(?:begin|resume){_TO_STREAM}",
    "stream_off": (
        rf"unsubscribe(?: me)?(?: from)?|(?:turn|switch|shut) (?:off|down){_TO_STREAM}"
        rf"|(?:end|kill|terminate|disconnect|pause){_TO_STREAM}"
    ),
    "stream_state": (
        r"(?:am i|are we|is it|still) (?:still )?(?:connected|subscribed|streaming)(?: to)?"
        rf"|(?:is|are) (?:(?:the|my|all) )*{_STREAM} (?:up|running|on|alive|ok|okay|live|working|connected"
        r"|fresh|stale|down|healthy)"
    ),
    "buy": (
        r"bids(?= at \$?\d)|buy|purchase|acquire|bid|grab|scoop(?: up)?|pick up|ape(?: in(?:to)?)?|long|(?:go"
        r"|enter|open)(?: "
        r"an?| up an?)? ?long"
        r"|get me(?! out)|gimme|(?:lemme|let me) get|buy order|(?<!stop )(?<!profit[ _])market buy"
        r"|load up(?: on)?|stack|spend|invest"
        r"|(?:(?:can|could|may) i (?:get|have)|i (?:need|want))(?= \$?\d)"
        r"|(?:put|throw|drop|toss|yeet|pour|chuck|stick|plow)"
        r"(?= \$?\d[\w.,]*\$? ?(?:usdt|dollars?|bucks?|usd)? ?(?:in|into|on|at)\b"
        r"| #+ (?:in|into|on)\b)"
        r"|(?:(?<=mind )|(?<=simulate ))(?:buying|longing)"
    ),
    "sell": (
        r"sell|short(?! (?:sell|squeeze|interest|term))|(?:go|enter|open)(?: an?| up an?)? ?short|dump"
        r"|offload|unload|offer(?= (?:(?:for|of|at) )?\$?\d)|(?:offers|asks)(?= at \$?\d)|sell off|sell order"
        r"|(?<!stop )(?<!profit[ _])market sell|(?:(?<=mind )"
        r"|(?<=simulate ))(?:selling|shorting)"
    ),
    "close": (
        r"(?:get rid of|dump out of)(?= (?:my |the )?\w+ (?:position|long|short|bag))"
        r"|(?:take me |get me |get |go |be )flat(?: (?:on|in))?|square(?= (?:my|the) )"
        r"|trim|(?:cut|reduce|shrink|lower)(?= (?:my |the )?(?!max)\w+ (?:position|long|short|in half|by \d))"
        r"|take(?= (?:half|a quarter|a third|\d+ ?%|\d+ percent|\d[\d.,]* ?[a-z]{2,5}) off)|cover"
        r"|shut(?= (?:my "
        r"|the )?\w+ (?:position|long|short))|(?<=mind )closing|kapat|close(?: "
        r"out)?|exit|flatten|get out of|bail(?: out)? of|get me out(?: of)?|liquidate my|square off"
        r"|take me out of"
        r"|closing out|unwind"
    ),
    "cancel": (
        r"(?:get rid of|drop|clear|wipe|yank)(?= (?:my |the |all |every )*(?:\w+ ){0,2}orders?\b)"
        r"|cancel|cxl|nix|delete|remove|scrap|kill(?= (?:my |the |that |all )*(?:\w+ )?(?:order|limit))|pull"
        r"|withdraw(?= (?:my |the |all )*(?:\w+ )?order)|nuke"
    ),
    "all": r"(?:all|both)(?: of)?(?: my| the)?|every(?:thing)?"
    r"|entire|whole|fully|completely|my whole|my entire",
    "half": r"half(?: of)?(?: my| the)?|a half of",
    "third": r"(?:a|one) third(?: of)?(?: my| the)?",
    "quarter": r"(?:a |one )?quarter(?: of)?(?: my| the)?",
    "order": r"order|limit order",
    "orders": r"orders",
    "open_orders": (
        r"orders (?:that are )?(?:still )?(?:open|working|pending|resting)"
        r"|(?:(?:my|all|any|the|show|list|check|see) )+(?:open|working|pending|resting) [a-z]{2,9} orders"
        r"|(?:open|working|pending|resting|outstanding|active|live) (?:limit )?orders?|order list"
        r"|(?:everything|all)(?: that is| that's)? (?:resting|working|pending|open)"
        r"|what(?:'s| is) on (?:my|the) book"
    ),
    "position": r"position|pos|exposure in|trade|bag",
    "positions": (
        r"(?:open |current )?positions|pos(?= ?\?)|open position|(?:open|current) trades"
        r"|what am i (?:long|short"
        r"|holding|in)"
        r"|anything open|what do i (?:hold|own|have (?:on(?! (?:btc ?turk|spot|binance|futures|my"
        r"|the))|open))|am i (?:long|short|in)|(?:do"
        r"|have) i (?:have|got) "
        r"(?:an? )?(?:open )?position|my bags|my (?:longs|shorts)"
    ),
    "portfolio": (
        r"what do i have(?= (?:on|at|in) )|portfolio|balances?|equity|account (?:summary|overview"
        r"|value|balance|status)|net worth"
        r"|buying power"
        r"|how much (?:money|cash|usdt|margin) is (?:left|available|free)|free margin|available margin|wallet"
        r"|holdings|how much (?:money |cash |usdt |margin )?do i "
        r"have(?: left)?|funds|my account"
    ),
    "risk": (
        r"risk(?: status| report| level| summary| check)?|my risk|futures risk|exposure|headroom|how "
        r"(?:close|far) am i (?:to|from) (?:my |the )?(?:[a-z]+ ){0,2}limits?"
        r"|am i (?:close|near|getting close|getting near)(?: to)? (?:any |my |the )*(?:\w+ ){0,3}limits?"
        r"|daily loss(?: so far| left)?|drawdown|(?:is|are) (?:the )?(?:kill ?switch|trading) (?:on"
        r"|off|engaged|active|halted|allowed|enabled)|is (?:anything|everything|it) (?:halted|paused|frozen)"
        r"|has (?:the )?trading been (?:halted|stopped|paused)"
        r"|trading state|am i (?:halted|over (?:my |the )?limits?)|circuit breaker(?: status)?|how "
        r"much (?:more )?(?:can|may) i (?:still )?(?:lose|trade|risk)|limit usage"
        r"|where do i stand(?: (?:against|on|with) (?:my |the )?(?:\w+ )?limits?)?"
    ),
    "health": (
        r"health(?: ?check| status)?|healthy|are you (?:up|ok|okay|alive|there|online|working)"
        r"|system status|(?:is|are) (?:everything|the system|it all|(?:all )?(?:the "
        r"|your )?(?:systems|services|parts)|things)"
        r" (?:ok|okay|up|working|fine|running|good|well|green|healthy|online)"
        r"|uptime|ping|status of the system|everything (?:ok|okay|working)|system (?:ok|okay|up)"
        r"|status report|heartbeat"
    ),
    "price": (
        r"(?:current |live |latest |mark |last |market )?(?:price|px|quote|ticker)s?|how much (?:is|does"
        r"|for|are)|what(?:'?s| is)(?= \w+ (?:at|worth|trading))"
        r"|funding(?: rate)?|spread|bid(?:/| and | )ask|order ?book|where(?:'s| is)(?= \w+ (?:at"
        r"|trading|now))|trading at|market data|going for|how(?:'s| is)(?= \w+ (?:doing|trading"
        r"|looking))"
        r"|doing(?= *(?:today|now|right now)? *\??$)"
    ),
    "policy": (
        r"(?:i can|can i|i may|may i) (?:use|trade|have|take)(?= ?\W*$)|polic(?:y|ies)|rules?"
        r"|guardrails?|limits|what am i allowed to(?: do| trade)?|risk limits"
        r"|allowed|restrictions|max(?:imum)? order size|per[ -]order limit"
    ),
    "leverage": r"leverage|lev|kaldirac|margin multiplier",
    "isolated": r"(?:margin (?:type |mode )?to )?isolated(?:[ -]margin)?",
    "crossed": (
        r"cross(?:ed)?[ -]margin|margin (?:type |mode )?to cross(?:ed)?"
        r"|(?<=to )cross(?:ed)?|(?<=or )cross(?:ed)?"
        r"|cross(?:ed)?(?= \d+ ?x(?![a-z]))|(?<=\dx )cross(?:ed)?|cross(?:ed)?(?= (?:mode|please|now"
        r"|or)| ?[?!.]?$)"
    ),
    "margin_type": r"margin (?:type|mode)",
    "hedge_mode": _SWITCH + r"hedg(?:e|ing)[ -]mode|(?<=mode to )hedge|dual[ -]side(?: positions?| mode)?",
    "one_way": _SWITCH + r"one[ -]?way(?:[ -]mode)?",
    "position_mode": r"position[ -]mode",
    "pnl": (
        r"pnl|p&l|p/l|profits? (?:and|&|or) loss(?:es)?|profit/loss|how much (?:money )?(?:did|have) i "
        r"(?:ma(?:de|ke)|lost?|lose|earn(?:ed)?|win|won|gain(?:ed)?)"
        r"|what did i (?:make|lose|earn|win|gain)|am i (?:up|down)"
        r"|(?:my|daily|weekly|monthly|total) (?:profits?|loss(?:es)?(?! limit)|earnings|gains)"
        r"|how (?:did|have|am) i (?:do|done|doing)"
    ),
    "candles": r"candles?|candlesticks?(?: charts?)?|charts?|klines?|ohlcv?",
    "symbols": (
        r"(?:list|show|which|what|see|get|display)(?: me)?(?: all| the| every| of)*(?: available| tradable"
        r"| tradeable| supported)?(?: usdt| usdc| try)? (?:symbols?|coins|pairs|instruments)(?: (?:can|may"
        r"|could) (?:i|we|you) (?:trade|buy))?(?: are (?:available|there|traded))?|symbol list"
        r"|(?:symbols|pairs|coins)(?= (?:with|over|above) )|(?<=spot )(?:symbols|pairs|instruments)"
        r"|(?<=futures )(?:symbols|pairs|instruments)"
    ),
    "set": (
        r"set|change|adjust|switch|raise|lower|increase|decrease|reduce|bump|drop|make|put|update"
        r"|move|crank|use|turn"
    ),
    "canary": r"(?:(?:last|latest|most recent) )?canary(?: order| run| test| trade)?",
    "confirm": r"confirm|approve|go(?: live)?(?= with the canary)|promote|send(?= the canary)",
    "kill": (
        r"(?:engage|activate|pull|hit|trigger|turn on|enable|use|press|flip|throw|fire|set off|trip"
        r"|arm)(?: the| my)? kill"
    )
    + _BREAK
    + r"switch|kill"
    + _BREAK
    + (
        r"switch(?: on| now| please)?|(?:halt|stop|freeze|suspend|pause|disable|shut down|shut off"
        r"|kill)(?: all| the)*(?: new)?(?: live)?(?: [a-z]{3,5})? (?:trading|trades|everything)"
        r"|emergency (?:stop|halt)"
        r"|panic(?: button)?|stop everything|halt everything|halt(?: trading)?"
    ),
    "release": (
        r"(?:release|disengage|deactivate|turn off|reset|lift|unset|clear|undo|switch off|disarm)(?: "
        r"the| my)? (?:kill"
    )
    + _BREAK
    + r"switch|halt|trading halt)"
    r"|kill"
    + _BREAK
    + (
        r"switch off|(?:resume|restart|unhalt|unfreeze|re-?enable|unpause|continue)(?: all| the)*(?: "
        r"[a-z]{3,5})? ?trading|(?:allow|enable) trading(?: again)?|unhalt|start trading again"
        r"|(?:reset|clear|release|re-?arm|unlatch|untrip)(?: the| my)?(?: spot| futures)? (?:circuit[ -]?)?"
        r"breakers?"
        r"|turn trading (?:back )?on|turn (?:back )?on trading"
    ),
    "backtest": r"back"
    + _BREAK
    + (
        r"test(?:ing|ed)?|bt(?= (?:the |an? |my )?(?:sma|ema|rsi|macd|bollinger|grid|scalp))"
        r"|test(?= (?:the |an? |my )?(?:sma|ema|rsi|macd|bollinger|grid|scalp))|run a "
        r"(?:back ?test|simulation)|historical test|simulate(?= (?:the |an? )?(?:sma|ema|rsi|macd"
        r"|bollinger|grid|scalp))"
    ),
    "run": (
        r"initiate|establish|needs(?= an? )|work(?= an? \d)|run|execute|start|launch|do|kick off"
        r"|perform|place"
        r"|open(?! interest)|submit"
        r"|enter|send|put in"
        r"|create|fire (?:off|up)|spin up|rest(?= an? (?:bid|offer|order|limit|buy|sell))|post|give"
        r"|trigger(?! (?:price |at )*\$?\d)|try|queue|book|protect|make(?= an? )"
    ),
    "show": (
        r"show|list|display|view|see|print|get|fetch|check|tell me|give me|pull up|what(?:'s|s| is| "
        r"are| do| does)?|which|look up|how(?:'s|s| is| are)?|any|do i have|where|details? (?:of|on"
        r"|for)|lookup|find|report"
    ),
    "state": r"status|state|details?|info(?:rmation)?|filled(?: yet)?|happened (?:to|with)|progress",
    "stop": r"stop" + _BREAK + r"loss(?:es)?|zarar kes|stop|sl|stops|hard stop|protective stop|s/l",
    "take": r"kar al|take"
    + _BREAK
    + (
        r"profits?(?: \d(?=[: ]))?|tp ?\d?(?=[:= @])|tp|profit target|target(?: price)?(?: ?\d(?=[: "
        r"]))?|targets|t/p|take"
    )
    + _BREAK
    + "prof",
    "rest": r"(?:on|for) (?:the )?(?:rest|remainder|remaining(?: (?:position|part|half))?)(?: of)?",
    "pair": (
        r"oco(?: order| pair)?|one[ -]cancels[ -](?:the[ -])?other"
        r"|whichever (?:comes|happens|hits|is hit|triggers|is reached)(?: first)?"
        r"|or(?= (?:an? )?(?:stop|sl)\b)|(?:otherwise|or else)(?= (?:\w+ ){0,3}?stop)"
    ),
    "told": r"(?:i |we )?(?:bought|sold|shorted|longed)",
    "amend": r"amend|modify|edit|replace|reprice|resize",
    "stop_limit": r"stop" + _BREAK + r"limit(?: price| order)?",
    "take_type": r"take" + _BREAK + r"profit" + _BREAK + r"market(?: order)?",
    "whole": (
        r"close[ _]?position[ =:]+true|closeposition"
        r"|(?:that|which) (?:closes|will close) (?:the|my) (?:(?:whole|entire|full) )?position"
    ),
    "take_limit": r"take" + _BREAK + r"profit" + _BREAK + r"limit(?: order)?|tp[ -]limit(?: order)?",
    "cap": (
        r"(?:but )?(?:pay(?:ing)? )?(?:no (?:higher|more) than|not (?:above|over|higher than"
        r"|more than))|at most"
        r"|(?:at )?(?:an? )?max(?:imum)?(?: price)?(?: of)?(?= \$?\d)|capped at"
        r"|(?:with )?(?:an? )?(?:price )?cap (?:of|at)"
        r"|(?:but )?(?:don'?t|do not|never) (?:pay|go|chase)(?: it)? (?:more than|over|above"
        r"|higher than|past)"
    ),
    "floor": (
        r"(?:but )?(?:no (?:lower|less) than|not (?:below|under|lower than|less than))|(?:for )?at least"
        r"|(?:at )?(?:an? )?min(?:imum)?(?: price)?(?: of)?(?= \$?\d)"
        r"|(?:but )?(?:don'?t|do not|never) (?:go|accept|take)(?: it)? (?:below|under|less than|lower than)"
    ),
    "stop_type": r"stop" + _BREAK + r"market(?: order)?|stop order|buy stop|sell stop|stop buy|stop sell"
    r"|trigger(?: price)?(?= (?:at )?\$?\d)"
    r"|stopprice",
    "trailing": r"trailing(?: stop)?(?: loss)?|trail|callback(?: rate)?",
    "limit": r"limit|lmt|limit price|limit at|limit buy|limit sell",
    "market": r"(?:at |@ ?)?(?:the )?(?:current )?market(?: price| order)?|mkt|at mkt|market buy|market sell",
    "away": r"(?<=% )(?:below|above|under|away|off)(?: (?:the )?entry)?",
    "bound": r"or (?:lower|better|below|less|cheaper|higher|above|more)",
    "at": (
        r"at|for a price of|if you can get|entry(?: price)?|at a price of|priced at|(?:px|price)(?==)"
        r"|activat(?:e[ds]?|ing|ion)(?: price)?(?= (?:at |from )?\$?\d)"
    ),
    "post_only": r"post" + _BREAK + r"only|maker(?: only)?|as (?:a )?maker|add liquidity only|alo",
    "reduce_only": (
        r"reduce" + _BREAK + r"only(?:=true)?|only reduce|reducing only"
        r"|(?:but )?(?:only|just) to reduce(?: (?:my|the) position)?"
        r"|(?:but |and )?(?:don'?t|do not|without|never) (?:flip(?:ping)?|revers(?:e|ing))(?: (?:me"
        r"|it|my position))?"
        r"(?: (?:in)?to)?(?: (?:an? )?(?:long|short))?"
    ),
    "tif_ioc": r"ioc|immediate or cancel",
    "tif_fok": r"fok|fill or kill",
    "tif_gtx": r"gtx|good till crossing",
    "tif_gtc": r"gtc|good (?:till?|until) cancell?ed",
    "falls": (
        r"(?:if|when|once|in case)(?: \w+){0,2}? (?:drops?|falls?|dips?|goes down|sinks?|breaks? "
        r"below|goes (?:below|under)|trades below|slips?|is below|crosses below|gets down|loses)(?: "
        r"back)?(?: to| below| under| through)?"
        r"|on an? (?:break|move|close|drop|dip|fall) (?:below|under|to)"
    ),
    "rises": (
        r"(?:if|when|once|in case)(?: \w+){0,2}? (?:rises?|climbs?|pumps?|goes up|rallies|breaks?(?: "
        r"out)?(?: above| over)|goes (?:above|over)|trades above|jumps?|is above|crosses above|gets "
        r"up|reclaims)(?: back)?(?: to| above| over| through)?"
        r"|on an? (?:break|breakout|move|close|rally) (?:above|over)"
    ),
    "reaches": (
        r"(?:if|when|once)(?: \w+){0,2}? (?:hits?|reaches|touches|gets to|is at|trades at|gets|goes "
        r"to|crosses|breaks)|on a (?:break|move|breakout) of"
    ),
    "relative": (
        r"below market|above market|under market|below the (?:market|current)(?: price)?|above the "
        r"(?:market|current)(?: price)?|market price (?:minus|plus)|below (?:the )?mark|above (?:the "
        r")?mark|below spot|off the price"
    ),
    "spot": r"(?:on |in )?(?:binance )?spot(?: market)?",
    "futures": r"(?:on |in )?(?:binance )?(?:futures|perps?|perpetuals?|usd[t]?-?m)",
    "btcturk": r"(?:on |at )?btc ?turk",
    "live": (
        r"live(?! (?:price|data|feed|chart|market|quote|stream|ticker|orders?(?= list)))"
        r"|for real(?: this time)?|on (?:the )?(?:real )?test ?net|test ?net(?: order)?"
        r"|actually (?:send|place|execute)(?: it)?"
        r"|not (?:a )?(?:dry[ -]?run|simulation|simulated)|really(?= (?:send|place|execute))"
    ),
    "dry": r"dry"
    + _BREAK
    + (
        r"run|simulat(?:e|ed|ion)|paper(?: trade| order)?|as a test|test order|just (?:a )?test"
        r"|pretend|(?:not|no|nothing) live|nothing real|without sending|don'?t send(?: it)?|what if"
    ),
    "feed": (
        r"(?:using|with|from|on|off|by|per|based on|at) (?:the )?(?:live|real|actual|real[ -]?time|current)"
        r"(?: market)? (?:data|feeds?|streams?|prices?|quotes?|tickers?|markets?(?: data)?)"
    ),
    "hedge_long": r"position_?side[=: ]+long|long side|position side long|hedge long",
    "hedge_short": r"position_?side[=: ]+short|short side|position side short|hedge short",
    "range": r"between|from \d[\d.,k]* to \d|zone|ladder|scale in|dca|range",
    "negated": (
        r"don'?t|do not|never|not|no longer|stop buying|stop selling|won'?t|avoid|refrain from"
        r"|instead of|rather than|no need (?:to|for)|needn'?t|not going to|hold off(?: on)?|decided against"
        r"|without (?:buying|selling|closing|cancell?ing)"
        r"|forget (?:about )?(?:buying|selling|closing|cancell?ing)"
    ),
    "polite": (
        r"(?:would|will) you (?:be so kind as to|kindly)|if (?:possible|you (?:can|could|would|please))"
        r"|(?:please )?(?:arrange|make sure|be sure|remember)(?: for me)? to|thank you(?: very"
        r"| so)? much|much appreciated"
        r"|would you mind|can you|could you|would you|will you|can u|could u|i want(?: you)? to"
        r"|i wanna|i'?d like(?: you)? to|i would like(?: you)? to|i need(?: you)? to|let'?s|let us"
        r"|go ahead and|i want|i "
        r"need|kindly|please|lutfen|pls|plz|lets go"
    ),
    "question": (
        r"(?:i|we) (?:would|might|may)(?! (?:like|love|prefer|want)|n)|i'?d (?:rather|buy|sell|close"
        r"|short|long|cancel)"
        r"|what(?:'s| is) better|which (?:one )?is better|should i|should we|shall i|shall we|do you think"
        r"|is it (?:a )?(?:good|wise|smart|better|time|worth|safe|ok|too)[^?]*|would it|what if i"
        r"|what happens if|how do i|how can i|how "
        r"would i|how to|why (?:should|do|did|would|is|can)"
        r"|would you \w+ (?:\w+ ){1,3}(?:here|at this (?:price|level)|right here)|when should|when to"
        r"|is (?:now )?a good time|can i|may i|could i|would you (?:buy|sell)"
        r"|would (?:buying|selling)|what would|good idea|worth buying|where do i|should you|does it "
        r"make sense|are you (?:going|planning)"
    ),
    "each": r"each|apiece|per coin|of both",
    "units": r"units?|coins?|contracts?|pieces?|(?:qty|quantity|size|amount)(?= ?[=:])",
    "for_size": r"worth(?: of)?|notional|for(?= \$?\d)|size|amount|qty|quantity|value|total",
    "key": r"(?:symbol|side|type|tif|timeinforce|venue)(?= ?[=:])",
    "because": r"because(?: of)?|due to|reason(?: is)?:?|since|as (?=the )|cause|cuz",
    "indicator": r"sma|ema|rsi|macd|bollinger",
    "signal": r"signals?|call from|tip from|this alert",
    "approve": r"approve|confirm|authori[sz]e",
}

FILLERS = words(
    """
    a about  account add afternoon back ahead all also am an and any are as asap at away be been
    binance bit boss bot bracket bro bucks buddy but by client coin coins contract contracts copilot cost
    current
    currently dip dollars dude entry equal evening exactly exchange side explain for friend from get go
    good has have hello prevailing here hey hi i id immediately in into is it it's its just latest leg let
    lets like little man market mate max me moment more morning my need new  no now now's nr number
    of off ok okay on  one only open  order our out  pair per perp place please pls plz
    position price put quick quickly scalp another real right rn set sir so some spark thank
    thanks that the then there this tho though thx to today total trade  up us usage usd usdt using value
    want well w whole will with worth would yo you your
    """
)
"""Words that change nothing in a command."""

LANGUAGE_HINTS = words(
    """
    a all an and are at balance be because buy can cancel close could do does don't engage for from
    half has have health hello help hi how i if in is it  leverage limit long market me my never
    not of on open order orders please policy portfolio position positions price reason release risk
    rules run sell set short should show status stop  test thanks that the this to was were
    what what's whats when who why with worth would yes you your
    """
)
"""Words that tell the language."""
