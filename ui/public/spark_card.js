(() => {
// Texts and number formats of the approval card. Both languages must have the same keys (tests/ui/test_chat_public.py).
const SPARK_CARD_TEXTS = {
  "en": {
    "loading": "Reading the proposal…",
    "missing": "This proposal is not known here, or belongs to somebody else.",
    "offline": "The server cannot be reached. The card refreshes itself as soon as it can.",
    "status_pending": "Waiting for you",
    "status_approved": "Approved",
    "status_rejected": "Rejected",
    "status_edited": "Changed",
    "status_expired": "Expired",
    "status_superseded": "Replaced",
    "status_simulated": "Simulation",
    "status_denied": "Not allowed",
    "status_ask": "A question first",
    "status_done": "Done",
    "mode_dry_run": "Dry run",
    "mode_local_testnet": "Local testnet",
    "mode_binance_testnet": "Binance testnet",
    "BUY": "Buy",
    "SELL": "Sell",
    "close_position": "Close position",
    "cancel_order": "Cancel order",
    "cancel_all_orders": "Cancel all orders",
    "set_leverage": "Set leverage",
    "set_margin_type": "Set margin type",
    "set_position_mode": "Set position mode",
    "confirm_canary": "Confirm canary",
    "run_canary": "Canary",
    "engage_kill_switch": "Halt trading",
    "release_kill_switch": "Release the halt",
    "at_market": "at the market price",
    "at_price": "at {price} or better",
    "worth": "worth {value}",
    "expires_in": "expires in {time}",
    "changed": "What changed, and why",
    "source_user": "you",
    "source_default": "default",
    "source_memory": "memory",
    "source_autofix": "adjusted",
    "source_human": "edited",
    "not_given": "not given",
    "removed": "removed",
    "preview": "If it is sent now",
    "preview_then": "What the preview said",
    "fill_price": "Expected fill",
    "limit_price": "Rests at",
    "too_thin": "book too thin",
    "notional": "Order value",
    "fee": "Fee",
    "slippage": "Slippage",
    "margin": "Margin ({leverage}x)",
    "liquidation_price": "Liquidation price",
    "none": "none",
    "none_crossed": "none (cross margin)",
    "over": "over",
    "side": "Side",
    "symbol": "Symbol",
    "type": "Type",
    "leverage": "Leverage",
    "run_canary_note": "Nothing was sent. Say “confirm the canary” to propose the real order.",
    "position_after": "Position after",
    "exposure_after": "Exposure after",
    "headroom": "Left under the limits afterwards",
    "risk": "Risk",
    "level_low": "low",
    "level_medium": "medium",
    "level_high": "high",
    "level_critical": "critical",
    "rules": "Rules",
    "rules_passed": "Rules passed: {count}",
    "outcome_fix": "adjusted",
    "outcome_ask": "question",
    "outcome_deny": "not allowed",
    "outcome_allow": "ok",
    "limit_actual": "limit {limit}, this order {actual}",
    "would_pass": "Would pass",
    "propose_this": "Propose this instead",
    "parameters_pending": "Exactly what will be sent",
    "parameters_sent": "Exactly what was sent",
    "parameters_approved": "Exactly what is being sent",
    "parameters_rejected": "What was proposed",
    "parameters_edited": "What was proposed",
    "parameters_expired": "What was proposed",
    "parameters_superseded": "What was proposed",
    "parameters_simulated": "Effective parameters",
    "parameters_denied": "Effective parameters",
    "parameters_ask": "Effective parameters",
    "parameters_done": "Effective parameters",
    "defaults": "{count} more at their defaults",
    "yes": "yes",
    "no": "no",
    "approve": "Approve",
    "approving": "Sending…",
    "reject": "Reject",
    "edit": "Edit",
    "propose_again": "Propose again",
    "back": "Back",
    "propose_edited": "Propose with these values",
    "edit_hint": "A change makes a new proposal, which you approve on its own.",
    "quantity": "Quantity",
    "price": "Price",
    "retype": "Type the quantity {quantity} again to approve",
    "two_person": "A second person must approve this.",
    "simulated_note": "Nothing was sent. Say “on testnet” to propose it for real.",
    "expired_note": "Nothing was sent. Prices have moved on; propose it again to see it as things stand now.",
    "rejected_note": "Nothing was sent.",
    "edited_note": "A new proposal took its place below.",
    "superseded_note": "Things moved on; a newer proposal took its place.",
    "approved_wait": "Approved. Waiting for the venue’s answer…",
    "receipt": "Receipt",
    "order_id": "Order id",
    "client_order_id": "Client order id",
    "state": "Intent",
    "order_status": "Order",
    "fills": "Fills",
    "fill_fee": "Fee",
    "evidence": "Evidence",
    "audit_rows": "audit rows {rows}",
    "decided_by": "Decided by {name}",
    "digest": "Digest",
    "proposer": "Proposed by {name}",
    "limit_max_notional": "order value",
    "limit_max_position": "position",
    "limit_max_exposure": "exposure",
    "limit_max_daily_loss": "daily loss",
    "limit_max_drawdown": "drawdown",
    "limit_max_leverage": "leverage",
    "limit_max_open_orders": "open orders",
    "limit_price_collar": "price collar",
    "limit_min_liquidation_distance": "liquidation distance",
    "limit_max_margin_use": "margin use",
    "limit_max_order_rate": "order rate",
    "limit_canary_evidence": "canary evidence",
    "limit_capability": "supported here",
    "limit_account_setting": "nothing held or working",
    "limit_control_reason": "reason given",
    "limit_duplicate": "duplicate",
    "limit_environment_lock": "testnet only",
    "limit_finite_input": "valid numbers",
    "limit_listening": "listening",
    "limit_order_size": "order size",
    "limit_read_only": "read only",
    "limit_reduce_only": "reduce only",
    "limit_stale_data": "fresh data",
    "limit_symbol_allowlist": "allowed symbols",
    "limit_symbol_sync": "symbol list change",
    "limit_trading_state": "trading state",
    "limit_venue_filters": "venue filters",
    "failed": "That did not work: {reason}. Nothing was sent by this click; the card shows what is known."
  },
  "tr": {
    "loading": "Öneri okunuyor…",
    "missing": "Bu öneri burada bilinmiyor ya da başkasına ait.",
    "offline": "Sunucuya ulaşılamıyor. Kart, ulaşır ulaşmaz kendini yeniler.",
    "status_pending": "Onayınızı bekliyor",
    "status_approved": "Onaylandı",
    "status_rejected": "Reddedildi",
    "status_edited": "Değiştirildi",
    "status_expired": "Süresi doldu",
    "status_superseded": "Yenilendi",
    "status_simulated": "Simülasyon",
    "status_denied": "İzin verilmiyor",
    "status_ask": "Önce bir soru",
    "status_done": "Tamamlandı",
    "mode_dry_run": "Deneme",
    "mode_local_testnet": "Yerel testnet",
    "mode_binance_testnet": "Binance testnet",
    "BUY": "Al",
    "SELL": "Sat",
    "close_position": "Pozisyonu kapat",
    "cancel_order": "Emri iptal et",
    "cancel_all_orders": "Tüm emirleri iptal et",
    "set_leverage": "Kaldıracı ayarla",
    "set_margin_type": "Teminat türünü ayarla",
    "set_position_mode": "Pozisyon modunu ayarla",
    "confirm_canary": "Kanaryayı onayla",
    "run_canary": "Kanarya",
    "engage_kill_switch": "İşlemleri durdur",
    "release_kill_switch": "Durdurmayı kaldır",
    "at_market": "piyasa fiyatından",
    "at_price": "{price} veya daha iyi fiyattan",
    "worth": "değeri {value}",
    "expires_in": "kalan süre {time}",
    "changed": "Ne değişti, neden",
    "source_user": "siz",
    "source_default": "varsayılan",
    "source_memory": "bellek",
    "source_autofix": "düzeltme",
    "source_human": "düzenleme",
    "not_given": "verilmedi",
    "removed": "çıkarıldı",
    "preview": "Şimdi gönderilirse",
    "preview_then": "Önizlemenin söylediği",
    "fill_price": "Beklenen fiyat",
    "limit_price": "Bekleyeceği fiyat",
    "too_thin": "defter çok sığ",
    "notional": "Emir değeri",
    "fee": "Ücret",
    "slippage": "Kayma",
    "margin": "Teminat ({leverage}x)",
    "liquidation_price": "Tasfiye fiyatı",
    "none": "yok",
    "none_crossed": "yok (çapraz teminat)",
    "over": "aşıldı",
    "side": "Yön",
    "symbol": "Sembol",
    "type": "Tür",
    "leverage": "Kaldıraç",
    "run_canary_note": "Hiçbir şey gönderilmedi. Gerçek emri önermek için “kanaryayı onayla” deyin.",
    "position_after": "Sonraki pozisyon",
    "exposure_after": "Sonraki toplam değer",
    "headroom": "Sonrasında limitlerden kalan",
    "risk": "Risk",
    "level_low": "düşük",
    "level_medium": "orta",
    "level_high": "yüksek",
    "level_critical": "kritik",
    "rules": "Kurallar",
    "rules_passed": "Geçen kural: {count}",
    "outcome_fix": "düzeltildi",
    "outcome_ask": "soru",
    "outcome_deny": "izin yok",
    "outcome_allow": "uygun",
    "limit_actual": "limit {limit}, bu emir {actual}",
    "would_pass": "Geçecek değer",
    "propose_this": "Bunu öner",
    "parameters_pending": "Tam olarak gönderilecek olan",
    "parameters_sent": "Tam olarak gönderilen",
    "parameters_approved": "Tam olarak gönderilmekte olan",
    "parameters_rejected": "Önerilen",
    "parameters_edited": "Önerilen",
    "parameters_expired": "Önerilen",
    "parameters_superseded": "Önerilen",
    "parameters_simulated": "Geçerli parametreler",
    "parameters_denied": "Geçerli parametreler",
    "parameters_ask": "Geçerli parametreler",
    "parameters_done": "Geçerli parametreler",
    "defaults": "{count} parametre varsayılan değerinde",
    "yes": "evet",
    "no": "hayır",
    "approve": "Onayla",
    "approving": "Gönderiliyor…",
    "reject": "Reddet",
    "edit": "Düzenle",
    "propose_again": "Yeniden öner",
    "back": "Geri",
    "propose_edited": "Bu değerlerle öner",
    "edit_hint": "Değişiklik yeni bir öneri oluşturur; onu ayrıca onaylarsınız.",
    "quantity": "Miktar",
    "price": "Fiyat",
    "retype": "Onaylamak için {quantity} miktarını yeniden yazın",
    "two_person": "Bunu ikinci bir kişinin onaylaması gerekir.",
    "simulated_note": "Hiçbir şey gönderilmedi. Gerçekten önermek için “testnette” deyin.",
    "expired_note": "Hiçbir şey gönderilmedi. Fiyatlar değişti; şu anki durumu görmek için yeniden önerin.",
    "rejected_note": "Hiçbir şey gönderilmedi.",
    "edited_note": "Yerini aşağıdaki yeni öneri aldı.",
    "superseded_note": "Koşullar değişti; yerini daha yeni bir öneri aldı.",
    "approved_wait": "Onaylandı. Borsanın yanıtı bekleniyor…",
    "receipt": "Makbuz",
    "order_id": "Emir no",
    "client_order_id": "İstemci emir no",
    "state": "Gönderim",
    "order_status": "Emir",
    "fills": "Gerçekleşmeler",
    "fill_fee": "Ücret",
    "evidence": "Kanıt",
    "audit_rows": "denetim kaydı {rows}",
    "decided_by": "Karar veren: {name}",
    "digest": "Özet",
    "proposer": "Öneren: {name}",
    "limit_max_notional": "emir değeri",
    "limit_max_position": "pozisyon",
    "limit_max_exposure": "toplam değer",
    "limit_max_daily_loss": "günlük kayıp",
    "limit_max_drawdown": "düşüş",
    "limit_max_leverage": "kaldıraç",
    "limit_max_open_orders": "açık emir",
    "limit_price_collar": "fiyat bandı",
    "limit_min_liquidation_distance": "tasfiye mesafesi",
    "limit_max_margin_use": "teminat kullanımı",
    "limit_max_order_rate": "emir hızı",
    "limit_canary_evidence": "kanarya kanıtı",
    "limit_capability": "burada desteklenir",
    "limit_account_setting": "açık pozisyon ve bekleyen emir yok",
    "limit_control_reason": "gerekçe",
    "limit_duplicate": "mükerrer emir",
    "limit_environment_lock": "yalnızca testnet",
    "limit_finite_input": "geçerli sayılar",
    "limit_listening": "dinleme",
    "limit_order_size": "emir büyüklüğü",
    "limit_read_only": "salt okunur",
    "limit_reduce_only": "yalnızca azaltan",
    "limit_stale_data": "güncel veri",
    "limit_symbol_allowlist": "izinli semboller",
    "limit_symbol_sync": "sembol listesi değişikliği",
    "limit_trading_state": "işlem durumu",
    "limit_venue_filters": "borsa kuralları",
    "failed": "Olmadı: {reason}. Bu tıklama hiçbir şey göndermedi; bilinenler kartta görünüyor."
  }
};

function say(language, key, values) {
  const text = SPARK_CARD_TEXTS[language][key] ?? key
  return Object.entries(values || {}).reduce((out, [name, value]) => out.replace(`{${name}}`, value), text)
}

// Grouped with a narrow space and a decimal point: reads the same in both languages.
function number(text) {
  if (text === null || text === undefined) return '–'
  const [whole, fraction] = String(text).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

// Amounts of money to at least two and at most four digits after the point, never rounded to nothing.
function money(text) {
  if (text === null || text === undefined) return '–'
  const [whole, fraction = ''] = String(text).split('.')
  const zeros = fraction.match(/^0*/)[0].length
  const digits = whole.replace('-', '') === '0' ? Math.max(2, Math.min(zeros + 3, 8)) : 2
  return number(`${whole}.${fraction.slice(0, digits).padEnd(2, '0')}`)
}

// What is left of a limit, in its unit: four digits after the point are enough, cut and never rounded up.
function left(name, text, base, language) {
  if (Number(text) < 0) return say(language, 'over')
  if (name === 'max_margin_use' || name === 'max_drawdown') {
    const share = String(Math.floor(Number(text) * 10000 + 1e-6) / 100)
    return language === 'tr' ? `%${share}` : `${share} %`
  }
  if (['max_notional', 'max_exposure', 'max_daily_loss'].includes(name)) return `${money(text)} USDT`
  const short = number(String(text).replace(/(\.\d{4})\d+$/, '$1'))
  return name === 'max_position' ? `${short} ${base}` : name === 'max_leverage' ? `${short}x` : short
}

function liquidation(preview, quote, t) {
  if (preview.liquidation_price !== null) return `${money(preview.liquidation_price)} ${quote}`
  return t(preview.margin_type === 'CROSSED' && Number(preview.position_after) !== 0 ? 'none_crossed' : 'none')
}

// What a call sends whose parameters do not say it, such as the order of a confirmed canary.
function orderRows(review, t) {
  const [order] = review.orders
  if (!order || review.tool === 'place_order') return []
  const leverage = order.leverage ?? review.preview?.leverage
  return [
    [t('side'), t(order.side)], [t('symbol'), order.symbol], [t('quantity'), number(order.quantity)],
    [t('type'), order.type], ...(order.price ? [[t('price'), number(order.price)]] : []),
    ...(leverage && !order.reduce_only ? [[t('leverage'), `${leverage}x`]] : [])
  ]
}

function assets(symbol) {
  const quote = ['USDT', 'USDC', 'TRY', 'BTC'].find((q) => symbol.endsWith(q) && symbol !== q) || ''
  return [symbol.slice(0, symbol.length - quote.length), quote]
}

function plain(value, t) {
  if (value === true) return t('yes')
  if (value === false) return t('no')
  if (value === null || value === undefined) return '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function limitName(name, t) {
  const known = t(`limit_${name}`)
  return known === `limit_${name}` ? name.replaceAll('_', ' ') : known
}

const OPEN = new Set(['pending', 'approved'])
const TONE = {
  pending: 'wait', approved: 'good', done: 'good', rejected: 'calm', edited: 'calm', expired: 'calm',
  superseded: 'calm', simulated: 'calm', denied: 'bad', ask: 'warn'
}

const NOTED = new Set(['simulated', 'expired', 'rejected', 'edited', 'superseded'])

// Whether nothing more is owed: until then the card keeps asking.
function settled(receipt) {
  return Boolean(receipt) && !['READY', 'SENDING', 'UNKNOWN'].includes(receipt.state)
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function address(props, language) {
  if (props.card_id) return `/chat/files/cards/${encodeURIComponent(props.card_id)}.json`
  return `/api/v1/approvals/${encodeURIComponent(props.approval_id)}?language=${language}`
}

window.SPARK_CARD = {
  OPEN, TONE, NOTED, settled, clock, address,
  texts: SPARK_CARD_TEXTS, say, number, money, left, liquidation, orderRows, assets, plain, limitName
}
})()
