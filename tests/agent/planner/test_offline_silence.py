"""Ordinary sentences with trade-ish words cause no state-changing call."""

from pathlib import Path

import pytest

from agent.planner.proposal import Calls
from tools.call import Effect
from tools.catalogue import tool

ENGLISH = """
I sat on the bus and read a book
The stock market fell today
Can you close the door please
Let's buy a house next year
She wants to sell her car for 5000 dollars
We should cancel the meeting
Buy milk and eggs on the way home
He bought two tickets for the show
Stop it
Please stop talking
Kill the lights
My flight was canceled
What a long day
I am short on time
The short answer is no
Long story short, we lost
Please close the window
Cancel my gym membership
I need to buy a gift for 100 dollars
Sell me this pen
The company will sell its shares
Open the gate
I have a position at a bank
Take profit from the experience
Let me set up a call with you
Take the second exit
Close friends are rare
The link is near the dot
close the link
All orders were delivered
order a pizza
cancel the pizza order
place an order for two pizzas
can you place an order for lunch
I want to buy 2 apples
run the test
run a marathon
Halt, who goes there?
Don't panic
panic at the disco
I panic easily
resume the meeting
he pulled the plug
send me the report
What's the price of milk?
good morning
The bank raised rates by 2%
We hit 10x growth
The canary died in the coal mine
my canary sings
Whale buys 500 BTC worth $32 million
MicroStrategy bought another 10,000 BTC
Analysts say buy BTC at 60000
I would never sell my ETH
If I had bought BTC at 100 dollars
The SEC said to sell 100 ETH is legal
Bitcoin breaks above 68000 as traders go long
ETH shorts got liquidated
My brother wants to buy 1 btc
Should we close the BTC position?
someone told me to buy 1 btc
he will buy 0.5 eth tomorrow
they cancel all BTC orders every night
the bot sold 0.01 btc yesterday
is it smart to short 1 ETH?
leverage is dangerous
the kill switch of the mower is broken
""".strip().splitlines()
TURKISH = """
Ekmek al
Markete git süt al
Kapıyı kapat
Işığı kapat
Toplantıyı iptal et
Üyeliğimi iptal et
Arabamı 500 bin liraya sattım
Ev almak istiyorum
Bana bir kahve al
iki elma al
Telefonu sat
Dur bir dakika
Müziği durdur
her şeyi durdur ve beni dinle
Sol tarafa dön
sol kapıyı kapat
Adayı gezdik
Ada çok güzel
Bin kere söyledim
Uzun bir gün oldu
Kar yağıyor
kar al git
hesabı kapat
Pozisyonum müdür yardımcısı
Bu işten çıkmak istiyorum
Siparişi iptal et
bilet al
100 liralık benzin al
fiyatlar çok yükseldi
bugün hava nasıl
saat kaç
kaç yaşındasın
Emir verdi ve gitti
Emirlerini bekliyorum
Bu filmi sil
dosyayı sil
çöpü çıkar
testi çalıştır
arabayı çalıştır
riskli bir iş
Kanarya kuşu çok güzel ötüyor
kanarya besliyorum
Fenerbahçe sarı kanarya
balina 500 BTC sattı
Tesla 10 bin BTC aldı
analistler BTC alınmalı diyor
BTC alsam mı acaba
0.01 btc alayım mı
dün 1 eth sattım
keşke 0.5 btc alsaydım
kardeşim 2 eth almış
BTC 60000'e düşerse ne olur
kaldıraç tehlikelidir
BTC alma
0.01 btc satmayın
pozisyonumu kapatsam mı
""".strip().splitlines()

MORE = [
    sentence
    for language in ("en", "tr")
    for sentence in (Path(__file__).parent / f"ordinary_{language}.txt").read_text("utf-8").splitlines()
]


def test_the_list_is_long_enough_in_both_languages():
    assert len(set(ENGLISH + TURKISH + MORE)) >= 400


@pytest.mark.parametrize("sentence", dict.fromkeys(ENGLISH + TURKISH + MORE))
def test_ordinary_sentence_changes_nothing(sentence, plan):
    content = plan(sentence).content
    calls = content.calls if isinstance(content, Calls) else ()
    assert [made.tool for made in calls if tool(made.tool).effect is not Effect.READ] == []


@pytest.mark.parametrize(
    "word", ["yes", "ok", "OK!", "evet", "tamam", "onaylıyorum", "ONAYLIYORUM", "I approve"]
)
def test_assent_points_to_the_card(word, plan):
    content = plan(word).content
    assert content.kind == "answer"
    assert "card" in content.message.en
