"""The words that the readers of `further` know: correctly typed they are no misspelling of another word."""

from agent.planner.grammar.word_list import words

FURTHER = words(
    """
    son last twap iceberg slice slices part parts piece pieces chunk chunks clip clips tranche tranches
    portion portions installment installments equal equally even gradually spread split divided
    minute minutes hour hours within across throughout during weighted averaging visible showing shown
    display displaying displayed reveal revealing hidden metrics prometheus audit trail entries entry
    events records record rows logs newest recent compare compared comparing comparison versus against
    fills fill executions slippage paper generate design build strategies develop draft algorithm
    strategy walk forward folds fold windows splits train training share optimize optimise optimization
    optimizing parameters params objective sharpe sortino calmar returns factor grid step steps promote
    graduate stage ready export download dump parquet jsonl trades backtests history format file files
    log maksimum azami maks maximum minimum notional exposure drawdown collar liquidation rule reason
    value tighten buzdagi gorunen gorunsun gorunur gosterilen parcada parcaya parca dilim dilimde dilime
    bolum taksit kademe kademeli sefer seferde dakikada dakikaya dakika saatte saate saat boyunca icinde
    icine yayarak yayalim bolerek halinde esit metrik metrikler metrikleri sayaclar denetim kayit
    kayitlar kayitlari kayitlarini kaydini kaydinin kaydi satir satiri satirini olaylar karsilastir
    kiyasla dolum dolumlar dolumlari dolumlarini dolumlarimi gerceklesme kagit simulasyon tasarla uret
    hazirla gelistir kat katli katman katmanli egitim parametre parametreleri parametrelerini
    optimizasyon amac hedef gore getiri adim adimla arasi terfi yukselt asama asamasina disa aktar indir
    kaydet islem islemler islemleri islemlerimi islemlerini emirleri emirlerimi dosya bicim biciminde
    deger degeri degerini sebep gerekce zarari kaybi kaldiraci limitini min max ust basina
    fee tamamlandi tamamlanmis tamamladim tamamladik hazir hazira longa shorta kesisimini
    """
)
MEANT = words(
    """
    iceberg tranches showing visible prometheus entries versus strategy objective optimize optimization sharpe
    sortino calmar parquet promote graduate export download notional exposure drawdown collar minutes
    buzdagi gorunen gorunsun parcada parcaya dakikada dakikaya saatte yayarak denetim kayitlari kayitlarini
    karsilastir kiyasla metrics metrik metrikler metrikleri forward slices compare katman satirini kademeli
    sortinoya kaydinin dolumlari dolumlarini optimizasyon parametreleri asamasina terfi islemlerimi
    islemlerini twap disa ready saate katli kaydi generate fold folds fills aktarin
    walk
    """
)
"""Those a mistyped word is read as: none is a letter away from a word that could be meant as it stands, as
`hazirla` is from `hatirla` and `file` from `ile`."""
