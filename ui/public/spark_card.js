// Texts and number formats of the approval card, as a module of its own: the card only arranges them.
import { live } from './spark_card_live.js'
import { NOTED, TONE } from './spark_card_states.js'
import { SPARK_CARD_TEXTS } from './spark_card_texts.js'

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
  if (!order || ['place_order', 'place_oco'].includes(review.tool)) return []
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

// A spot account has no margin: the limit is a share of its quote balance.
function limitName(name, t) {
  if (name === 'max_margin_use' && t.spot) return t('balance_use')
  const known = t(`limit_${name}`)
  return known === `limit_${name}` ? name.replaceAll('_', ' ') : known
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function priceOf(order, t) {
  const [, quote] = assets(order.symbol)
  const at = (key, price) => t(key, { price: `${number(price)} ${quote}` })
  if (order.callback_rate) {
    const start = order.activation_price ? at('trailing_from', order.activation_price) : null
    return [t('trailing', { rate: number(order.callback_rate) }), start].filter(Boolean).join(' ')
  }
  const limit = order.price ? at('at_price', order.price) : t('at_market')
  return order.stop_price ? `${at('once_at', order.stop_price)}, ${limit}` : limit
}

// The line under the size: what is done, to what, at which price, for how much.
function headline(review, t) {
  const [order] = review.orders
  const [, quote] = assets(order.symbol)
  const value = review.preview && t('worth', { value: `${money(review.preview.notional)} ${quote}` })
  const target = review.tool === 'replace_order' ? review.final.order_id || review.final.client_order_id : null
  const parts = [review.tool === 'place_order' ? null : t(review.tool), target]
  return [...parts, `${order.symbol} ${order.type}`, priceOf(order, t), value].filter(Boolean).join(' · ')
}

// What is sent beside the order: its protection, or the other order of a pair.
function legs(review, t) {
  return review.orders.slice(1).map((order) =>
    t(order.reduce_only ? `leg_${order.type}` : 'leg_pair', { side: t(order.side), price: priceOf(order, t) }))
}

function previewRows(preview, t) {
  const [base, quote] = assets(preview.symbol)
  const cash = (value) => `${money(value)} ${quote}`
  const known = ([, value]) => value !== null && value !== undefined
  return [
    [t(preview.takes_liquidity ? 'fill_price' : 'limit_price'), preview.fill_price === null ? t('too_thin') : cash(preview.fill_price)],
    [t('notional'), cash(preview.notional)],
    [t('fee'), cash(preview.fee)],
    ...(t.spot ? [] : [
      [t('margin', { leverage: preview.leverage }), cash(preview.margin)],
      [t('liquidation_price'), liquidation(preview, quote, t)]
    ]),
    [t('slippage'), preview.slippage_bps === null ? '–' : `${money(preview.slippage_bps)} bp`],
    ...['loss_at_stop', 'gain_at_target'].map((name) => [name, preview[name]]).filter(known)
      .map(([name, value]) => [t(name), cash(value)]),
    ...[['reward_risk', preview.reward_risk]].filter(known).map(([name, value]) => [t(name), number(value)]),
    [t('position_after'), `${number(preview.position_after)} ${base}`],
    [t('exposure_after'), cash(preview.exposure_after)]
  ]
}

function address(props, language) {
  if (props.card_id) return `/chat/files/cards/${encodeURIComponent(props.card_id)}.json`
  return `/api/v1/approvals/${encodeURIComponent(props.approval_id)}?language=${language}`
}

window.SPARK_CARD = {
  TONE, NOTED, live, clock, address, say, number, left, headline, legs, previewRows, orderRows, assets, plain,
  limitName
}
