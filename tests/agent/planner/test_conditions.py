"""An order waits for the price of its own coin; what waits for anything else asks and does nothing."""

import pytest

from agent.planner.proposal import Calls, Clarify

ENGLISH = """
buy 0.1 btc when rsi drops under 30
when rsi drops under 30, buy 0.1 btc
if rsi is below 30 buy 5 sol
once the rsi hits 70 sell 5 sol
sell 2 eth as soon as macd crosses below 0
buy 1 eth if ema crosses above 3100
buy 0.1 btc when the 50 sma breaks above 64000
buy 1 eth when price crosses above the 200 ema
buy 0.1 btc if volume rises above 60000
buy 1 eth if volume goes above 3100
if funding goes negative, buy 0.1 btc
buy 1 eth when funding drops below 0.01
if the funding rate drops below 0.01 buy 1 eth
buy 0.5 eth once open interest drops to 3000
buy 0.1 btc if vix rises above 30
buy 5 sol when btc dominance falls below 50
buy 5 sol when btc drops to 60000
buy 1 eth if btc breaks above 70000
if bnb hits 650 sell 3 sol
when sol is at 140, buy 1 eth
buy 0.1 btc at 9am
buy 0.1 btc at 15:00
buy 0.1 btc when the clock hits 9
buy 0.1 btc after the fed meeting
buy 0.1 btc when the fed cuts to 4
buy 0.1 btc once bollinger width drops under 2
buy 0.1 btc, rsi 30
buy 0.1 btc on rsi 30
buy 0.1 btc at rsi 30
rsi < 30 then buy 0.1 btc
buy 0.1 btc whenever rsi falls below 30
sell 1 eth should rsi go above 70
close my btc when rsi hits 80
cancel my sol orders if rsi drops under 30
close half of my eth if volume dries up
buy 0.1 btc after macd flips
buy 0.1 btc when my pnl hits 100
sell 1 eth when atr reaches 50
buy 0.1 btc when spread drops under 5
buy 0.1 btc when fear and greed drops under 20
buy 0.1 btc when gold hits 65000
buy 0.1 btc if my balance drops to 60000
buy 0.1 btc when the index drops to 60000
set stop on my btc at 60000 if rsi drops under 30
twap buy 1 btc over 30 minutes in 6 slices once rsi drops under 30
set btc leverage to 5x when rsi drops under 30
engage the kill switch if btc funding goes above 1
halt trading if vix rises above 30
run the canary when rsi drops under 30
/buy 0.1 btc when rsi drops under 30
buy 100 usdt of eth when eth volume hits 3000
long 1 eth if rsi14 < 30
buy 0.1 btc limit 64000 when rsi drops under 30
buy 0.1 btc when rsi is under 30 and price is above 60000
buy 0.1 btc when the nasdaq falls to 60000
buy 0.1 btc until rsi hits 70
buy 0.1 btc unless rsi is above 70
buy 0.1 btc while rsi is below 30
if the moving average drops to 60000 buy 0.1 btc
oco sell 1 eth at 3500 stop 3000 if rsi drops under 30
buy 1 eth if ema crosses above 3300
buy 0.1 btc if volume rises above 66000
buy 0.1 btc if vix rises above 66000
cancel my sol orders if sol drops under 130
halt trading if btc drops below 60000
cancel my sol orders if sol drops below 130 and buy 0.1 btc
order: buy 0.1 btc if funding drops below 0.01
if the btc price is right, buy 0.1 btc
when my orders fill, buy 0.1 btc
volume over 1m, buy 0.1 btc
funding below 0: buy 0.1 btc
funding under 0.01, buy 1 eth
rsi under 30: buy 0.1 btc
buy 0.1 btc once news is out
buy 0.1 btc when voluem drops to 60000
buy 0.1 btc when eth funding hits 60000
buy 0.1 btc if the rsii hits 60000
/sell 1 eth when vix hits 3100
buy 0.1 btc at noon
buy 0.1 btc the moment rsi touches 25
wait for rsi under 30 then buy 0.1 btc
buy 5 sol if hash rate drops to 140
sell 1 eth when tether hits 3100
buy 0.1 btc when longs drop to 60000
buy 1 sol when my margin falls to 140
"""
TURKISH = """
rsi 30un altına inince 5 sol al
rsi 30'un altına düşerse 0.1 btc al
rsi 70'i geçince 5 sol sat
rsi 30 olunca 1 eth al
rsi 30'a inince, 1 eth al
macd sıfırın altına inince 2 eth sat
macd 0'ı yukarı kesince 1 eth al
ema 3100'ü geçerse 1 eth al
50 sma 64000'i kırınca 0.1 btc al
hacim 60000'i geçince 0.1 btc al
hacim 3100'ün üstüne çıkarsa 1 eth al
funding eksiye dönerse 0.1 btc al
funding 0.01'in altına inerse 1 eth al
fonlama oranı 0.01'in altına düştüğünde 1 eth al
açık pozisyon miktarı 3000'e düşünce 0.5 eth al
vix 30'u geçerse 0.1 btc sat
btc dominansı 50'nin altına inince 5 sol al
btc 60000'e düşünce 5 sol al
btc 70000'i kırarsa 1 eth al
bnb 650 olunca 3 sol sat
saat 9'da 0.1 btc al
saat 15:00'te 0.1 btc al
saat 9 olunca 0.1 btc al
fed faiz kararından sonra 0.1 btc al
haber gelince 0.1 btc al
bollinger alt bandına değince 0.1 btc al
bollinger 64000'e değince 0.1 btc al
rsi 30'da 1 eth al
rsi 30 iken 1 eth al
rsi 30 ise 1 eth al
rsi 30'dan 5 sol al
rsi düşünce 1 eth al
1 eth al rsi 30 altındaysa
rsi 80 olduğunda btc'yi kapat
rsi 30'un altına inerse sol emirlerimi iptal et
hacim düşünce eth'nin yarısını kapat
pnl 100 olunca 1 eth sat
bakiyem 60000'e inince 0.1 btc al
spread 5'in altına inince 0.1 btc al
altın 3100'e çıkınca 1 eth al
endeks 60000'e düşünce 0.1 btc al
hareketli ortalama 3100'e inince 1 eth al
rsi 30'un altına inerse btc kaldıracını 5x yap
rsi 30'un altına inerse canary çalıştır
vix 30'u geçerse tüm işlemleri durdur
rsi 30 altı 5 sol al
rsi 30 seviyesinden 5 sol al
macd kesişince piyasadan 1 eth al
rsi 30un altindaysa 5 sol al
oi 3000'e inince 1 eth al
dominans 50'ye inince 5 sol al
korku endeksi 20'ye inince 0.1 btc al
rsi 30'un altına indiği an 5 sol al
rsi 30'un altına inmeden 5 sol alma, inince 5 sol al
rsi 30'un altına indikten sonra 5 sol al
rsi 30'un altına iner inmez 5 sol al
btc 60 bine düşünce 100 dolarlık eth al
altın 3300'e çıkınca 1 eth al
hesap 60000'e inince 0.1 btc al
btc fiyatı uygunsa 0.1 btc al
emirlerim dolunca 0.1 btc al
fonlama negatifse 0.1 btc al ve btc fiyatını göster
rsi 70'i geçince 5 sol sat, 145'ten
sol 130'a düşerse sol emirlerimi iptal et
btc 60000'in altına inerse tüm işlemleri durdur
hacm 60000'e inince 0.1 btc al
kazanç 3100 olunca 1 eth sat
karım 100 olunca 1 eth sat
zarar 100 olunca 1 eth sat
emir: funding 0.01'in altına inerse 1 eth al
4 saatlik rsi 30'a gelince 5 sol al
işlem hacmi 140'a inerse 5 sol al
teminatım 140'a inince 5 sol al
pozisyonum 140 olunca 5 sol al
borsa 140'a inince 5 sol al
rsi(14) 30 altına inerse 5 sol al
"""
OF_PRICE = """
buy 0.1 BTC if it drops to 60000
BTC 60000'e düşerse 0.1 BTC al
buy 0.1 btc when the price drops to 60000
buy 0.1 btc once btc price hits 60000
when btcusdt falls below 60000 buy 0.1
fiyat 60000'e inince 0.1 btc al
btc fiyatı 60000 olunca 0.1 al
"""


def lines(text):
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(ENGLISH) + lines(TURKISH))
def test_what_waits_for_no_price_of_its_coin_is_not_done(text, plan):
    assert not isinstance(plan(text).content, Calls)


@pytest.mark.parametrize("text", lines(OF_PRICE))
def test_what_waits_for_the_price_is_a_limit_there(text, plan):
    (made,) = plan(text).content.calls
    assert (made.args()["type"], made.args()["price"]) == ("LIMIT", "60000")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("buy 0.1 btc when rsi drops under 30", "not for “rsi”"),
        ("buy 0.1 btc if VIX rises above 30", "not for “VIX”"),
        ("rsi under 30: buy 0.1 btc", "not for “rsi”"),
        ("rsi 30un altına inince 5 sol al", "“rsi” beklenemez"),
        ("fonlama 0.01'in altına inerse 1 eth al", "“fonlama” beklenemez"),
        ("cancel my sol orders if sol drops under 130", "Only an order can wait"),
        ("buy 0.1 btc at 9am", "cannot wait or schedule"),
    ],
)
def test_the_question_names_what_cannot_be_waited_for(text, said, plan):
    proposal = plan(text)
    assert isinstance(proposal.content, Clarify)
    assert said in getattr(proposal.content.question, proposal.language)


@pytest.mark.parametrize(
    "text",
    [
        "kill switch: vix rises above 30",
        "halt trading because funding drops below 0",
        "buy 0.1 btc, stop loss 60000, after that show my balance",
        "backtest rsi on btc and buy 0.1 btc",
    ],
)
def test_a_measure_that_is_no_condition_stands_in_no_way(text, plan):
    assert isinstance(plan(text).content, Calls)
