import { useCallback, useEffect, useRef, useState } from 'react'
import {
  ArrowRight, Check, ChevronRight, CircleAlert, CircleCheck, CircleX, Clock, FlaskConical, LoaderCircle,
  Pencil, RotateCcw, ShieldCheck, X
} from 'lucide-react'

// The card is told an id and nothing else; everything it shows comes from the server, and a click
// carries the id, the digest and the decision.

const { TONE, NOTED, live, say, number, left, headline, legs, previewRows, orderRows, assets, plain, limitName, clock, address } = window.SPARK_CARD
const { useDocument, useSecondsLeft } = live({ useCallback, useEffect, useState })

function Section({ title, children, aside }) {
  return (
    <section className="spk-section">
      <h4><span>{title}</span>{aside}</h4>
      {children}
    </section>
  )
}

function Fact({ label, children, wide }) {
  return (
    <div className={wide ? 'spk-fact spk-wide' : 'spk-fact'}>
      <dt>{label}</dt><dd>{children}</dd>
    </div>
  )
}

function Head({ card, status, seconds, total, t }) {
  const { review } = card
  const Icon = { good: CircleCheck, bad: CircleX, warn: CircleAlert, wait: Clock }[TONE[status]] || Clock
  return (
    <header className="spk-head">
      <span className={`spk-status spk-${TONE[status]}`} data-testid="status">
        {status === 'simulated' ? <FlaskConical size={14} /> : <Icon size={14} />}
        {t(`status_${status}`)}
      </span>
      <span className="spk-badges">
        <b>{review.venue}</b>
        <b className="spk-mode">{t(`mode_${review.mode}`)}</b>
        <b>{review.account}</b>
      </span>
      {status === 'pending' && (
        <span className={`spk-clock ${seconds <= 10 ? 'spk-soon' : ''}`} data-testid="expiry" title={card.expires_at}>
          {t('expires_in', { time: clock(seconds) })}
        </span>
      )}
      {status === 'pending' && (
        <i className="spk-fuse" style={{ width: `${Math.min(100, (100 * seconds) / Math.max(total, 1))}%` }} />
      )}
    </header>
  )
}

function Headline({ review, t }) {
  const order = review.orders[0]
  if (!order) {
    const target = [review.final.symbol, review.final.order_id || review.final.client_order_id, review.final.scope]
    return (
      <div className="spk-hero">
        <p className="spk-big">{t(review.tool)}</p><p className="spk-sub">{target.filter(Boolean).join(' · ')}</p>
      </div>
    )
  }
  const [base] = assets(order.symbol)
  return (
    <div className="spk-hero">
      <p className="spk-big">
        <em className={order.side === 'BUY' ? 'spk-buy' : 'spk-sell'}>{t(order.side)}</em>{' '}
        <span data-testid="quantity">{number(order.quantity)}</span> {base}
      </p>
      <p className="spk-sub">{headline(review, t)}</p>
      {legs(review, t).map((leg) => <p className="spk-sub" data-testid="leg" key={leg}>{leg}</p>)}
    </div>
  )
}

function Diff({ rows, t }) {
  if (!rows.length) return null
  return (
    <Section title={t('changed')}>
      <ul className="spk-diff" data-testid="diff">
        {rows.map((row, index) => (
          <li key={index}>
            <code>{row.path}</code>
            <span className="spk-change">
              <s>{row.before ?? t('not_given')}</s><ArrowRight size={13} /><b>{row.after ?? t('removed')}</b>
              <i className={`spk-source spk-${row.source}`}>{t(`source_${row.source}`)}</i>
            </span>
            <small>{row.reason}</small>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Preview({ preview, title, t }) {
  if (!preview) return null
  const [base] = assets(preview.symbol)
  const room = Object.entries(preview.headroom)
  return (
    <Section title={title}>
      <dl className="spk-facts" data-testid="preview">
        {previewRows(preview, t).map(([label, value]) => <Fact key={label} label={label}>{value}</Fact>)}
        {room.length > 0 && (
          <Fact label={t('headroom')} wide>
            {room.map(([name, value]) => (
              <span className="spk-left" key={name}>{limitName(name, t)} <b>{left(name, value, base, t.language)}</b></span>
            ))}
          </Fact>
        )}
      </dl>
      {(preview.notes || []).map((note) => <p className="spk-note" data-testid="preview-note" key={note}>{note}</p>)}
    </Section>
  )
}

function Risk({ risk, t }) {
  return (
    <Section
      title={t('risk')}
      aside={<b className={`spk-level spk-${risk.level}`} data-testid="risk">{risk.score}/100 {t(`level_${risk.level}`)}</b>}
    >
      <div className="spk-meter"><i className={`spk-${risk.level}`} style={{ width: `${Math.max(risk.score, 1)}%` }} /></div>
      <ul className="spk-factors">
        {risk.factors.map((factor) => (
          <li key={factor.name}><b>+{factor.points}</b><span>{factor.why}</span></li>
        ))}
      </ul>
    </Section>
  )
}

function Rules({ verdicts, offer, t, propose }) {
  const passed = verdicts.filter((v) => v.outcome === 'allow')
  const told = verdicts.filter((v) => v.outcome !== 'allow')
  if (!verdicts.length) return null
  return (
    <Section title={t('rules')}>
      <ul className="spk-verdicts">
        {told.map((v) => (
          <li key={v.rule} className={`spk-${v.outcome}`}>
            <p><b>{limitName(v.rule, t)}</b> <i>{t(`outcome_${v.outcome}`)}</i></p>
            <p>{v.reason}</p>
            {v.limit && v.actual && <small>{t('limit_actual', { limit: number(v.limit), actual: number(v.actual) })}</small>}
          </li>
        ))}
      </ul>
      {offer && (
        <p className="spk-pass" data-testid="offer">
          {t('would_pass')}: <code>{Object.entries(offer).map(([k, x]) => `${t(k)} ${x ?? '–'}`).join(', ')}</code>
          {propose && <button type="button" onClick={() => propose('all')}>{t('propose_this')}</button>}
        </p>
      )}
      {passed.length > 0 && (
        <details className="spk-more">
          <summary><ShieldCheck size={14} /> {t('rules_passed', { count: passed.length })}<ChevronRight size={14} /></summary>
          <ul>{passed.map((v) => <li key={v.rule}><b>{limitName(v.rule, t)}</b> {v.reason}</li>)}</ul>
        </details>
      )}
    </Section>
  )
}

function Parameters({ review, title, t }) {
  const all = Object.entries(review.final)
  const quiet = ([name, value]) =>
    value === null || (value === false && name !== 'dry_run') || (value === 'BOTH' && name === 'position_side')
  const told = orderRows(review, t)
  const rows = all.filter((entry) => !quiet(entry) && !(told.length && ['symbol', 'side'].includes(entry[0])))
  const rest = all.filter(quiet)
  const row = ([name, value]) => <div key={name}><dt>{name}</dt><dd>{plain(value, t)}</dd></div>
  return (
    <Section title={title}>
      <dl className="spk-params" data-testid="parameters">{[...told, ...rows].map(row)}</dl>
      {rest.length > 0 && (
        <details className="spk-more">
          <summary>{t('defaults', { count: rest.length })}<ChevronRight size={14} /></summary>
          <dl className="spk-params">{rest.map(row)}</dl>
        </details>
      )}
    </Section>
  )
}

function Legs({ legs, t }) {
  return (
    <table className="spk-fills spk-legs" data-testid="legs">
      <thead><tr><th>{t('legs')}</th><th>{t('leg_filled')}</th><th>{t('stop_price')}</th><th>{t('order_status')}</th></tr></thead>
      <tbody>
        {legs.map((leg) => (
          <tr key={leg.client_order_id} title={leg.order_id || leg.client_order_id}>
            <td>{t(`role_${leg.role}`)}</td>
            <td>{number(leg.executed_quantity)} / {number(leg.quantity)}</td>
            <td>{leg.stop_price ? number(leg.stop_price) : '–'}</td>
            <td>{leg.status || leg.state}{leg.code ? ` (${leg.code})` : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Receipt({ receipt, t }) {
  const bare = Number(receipt.unprotected_quantity) > 0
  const placed = ['ACKED', 'LATE_FOUND'].includes(receipt.state) || (receipt.state === 'READY' && !receipt.client_order_id)
  const waiting = ['UNKNOWN', 'SENDING', 'READY'].includes(receipt.state)
  return (
    <section className={`spk-receipt ${bare ? 'spk-bad' : placed ? 'spk-good' : waiting ? 'spk-warn' : 'spk-bad'}`} data-testid="receipt">
      <h4>{placed && !bare ? <CircleCheck size={16} /> : <CircleAlert size={16} />}<span>{t('receipt')}</span>
        <b>{receipt.status || receipt.state}</b></h4>
      {bare && (
        <p className="spk-bare" role="alert" data-testid="unprotected">
          {t('unprotected', { quantity: number(receipt.unprotected_quantity) })}
        </p>
      )}
      <p>{receipt.message}</p>
      <dl className="spk-params">
        {receipt.order_id && <div><dt>{t('order_id')}</dt><dd data-testid="order-id">{receipt.order_id}</dd></div>}
        {receipt.client_order_id && <div><dt>{t('client_order_id')}</dt><dd>{receipt.client_order_id}</dd></div>}
        <div><dt>{t('state')}</dt><dd>{receipt.state}</dd></div>
        {receipt.status && <div><dt>{t('order_status')}</dt><dd>{receipt.status}</dd></div>}
        {receipt.evidence.length > 0 && (
          <div><dt>{t('evidence')}</dt>
            <dd>{t('audit_rows', { rows: receipt.evidence.map((e) => `#${e.seq}`).join(' ') })}</dd></div>
        )}
      </dl>
      {receipt.fills.length > 0 && (
        <table className="spk-fills">
          <thead><tr><th>{t('fills')}</th><th>{t('quantity')}</th><th>{t('price')}</th><th>{t('fill_fee')}</th></tr></thead>
          <tbody>
            {receipt.fills.map((fill) => (
              <tr key={fill.trade_id}>
                <td>{fill.trade_id}</td><td>{number(fill.quantity)}</td><td>{number(fill.price)}</td>
                <td>{number(fill.commission)} {fill.commission_asset}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {receipt.legs.length > 0 && <Legs legs={receipt.legs} t={t} />}
      {receipt.executions.length > 0 && (
        <table className="spk-fills" data-testid="executions">
          <thead><tr><th>{t('executions')}</th><th>{t('executed')}</th><th>{t('venue_time')}</th><th>{t('learnt')}</th></tr></thead>
          <tbody>
            {receipt.executions.map((step, index) => (
              <tr key={index}>
                <td>{step.status}</td><td>{number(step.executed_quantity)}</td>
                <td>{new Date(step.time_ms).toISOString().slice(11, 23)}</td>
                <td>{t(`learnt_${step.source}`)} +{step.recorded_ms - step.time_ms} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Editor({ review, send, close, t }) {
  const [order] = review.orders
  const [quantity, setQuantity] = useState(order.quantity)
  const [price, setPrice] = useState(order.price || '')
  const edits = {}
  if (quantity !== order.quantity) edits.quantity = quantity.trim().replace(',', '.')
  if (order.price && price !== order.price) edits.price = price.trim().replace(',', '.')
  return (
    <form className="spk-edit" onSubmit={(event) => { event.preventDefault(); send('edit', { edits }) }}>
      <label>{t('quantity')}
        <input inputMode="decimal" value={quantity} onChange={(e) => setQuantity(e.target.value)} autoFocus />
      </label>
      {order.price && (
        <label>{t('price')}
          <input inputMode="decimal" value={price} onChange={(e) => setPrice(e.target.value)} />
        </label>
      )}
      <p>{t('edit_hint')}</p>
      <div className="spk-buttons">
        <button type="submit" className="spk-primary" disabled={!Object.keys(edits).length}>{t('propose_edited')}</button>
        <button type="button" onClick={close}>{t('back')}</button>
      </div>
    </form>
  )
}

function Actions({ review, send, busy, t }) {
  const [editing, setEditing] = useState(false)
  const [typed, setTyped] = useState('')
  const order = review.orders[0]
  if (review.approval.kind === 'two_person') return <p className="spk-note">{t('two_person')}</p>
  if (editing) return <Editor review={review} send={send} close={() => setEditing(false)} t={t} />
  const retype = review.approval.kind === 'retype' && order
  const ready = !retype || typed.trim().replace(',', '.') === order.quantity
  return (
    <div className="spk-actions">
      {retype && (
        <label className="spk-retype">{t('retype', { quantity: order.quantity })}
          <input inputMode="decimal" value={typed} onChange={(e) => setTyped(e.target.value)} placeholder={order.quantity} />
        </label>
      )}
      <div className="spk-buttons">
        <button type="button" className="spk-primary" data-testid="approve" disabled={busy || !ready}
          onClick={() => send('approve', retype ? { typed_quantity: typed } : {})}>
          {busy ? <LoaderCircle size={16} className="animate-spin" /> : <Check size={16} />} {t(busy ? 'approving' : 'approve')}
        </button>
        {review.tool === 'place_order' && order && (
          <button type="button" disabled={busy} onClick={() => setEditing(true)}><Pencil size={15} /> {t('edit')}</button>
        )}
        <button type="button" data-testid="reject" disabled={busy} onClick={() => send('reject', {})}>
          <X size={16} /> {t('reject')}
        </button>
      </div>
    </div>
  )
}

export default function ApprovalCard() {
  const language = props.language === 'tr' ? 'tr' : 'en'
  const t = Object.assign((key, values) => say(language, key, values), { language })
  const [{ document: card, problem, skew }, reload] = useDocument(address(props, language))
  const [busy, setBusy] = useState(false)
  const [answer, setAnswer] = useState(null)
  const going = useRef(false)
  const pending = card?.status === 'pending'
  const seconds = useSecondsLeft(card?.expires_at, skew, pending)
  if (!card) {
    return <div className="spk-card spk-empty">{problem ? t(problem) : <><LoaderCircle size={16} className="animate-spin" /> {t('loading')}</>}</div>
  }
  const status = pending && seconds === 0 ? 'expired' : card.status
  const { review } = card
  t.spot = review.venue.endsWith('-spot')
  const total = Math.round((Date.parse(card.expires_at) - Date.parse(card.created_at)) / 1000) || 90

  const click = async (name, payload) => {
    if (going.current) return
    going.current = true
    setBusy(true)
    try {
      const { response } = await callAction({ name, payload })
      setAnswer(response && response.message[language] ? response : null)
    } catch (error) {
      setAnswer({ accepted: false, message: { [language]: t('failed', { reason: String(error.message || error) }) } })
    }
    await reload()
    setBusy(false)
    going.current = false
  }
  const send = (decision, more) =>
    click('approval_decide', { approval_id: props.approval_id, digest: card.digest, decision, ...more })
  const subject = props.card_id ? { card_id: props.card_id } : { approval_id: props.approval_id }
  const again = (rule) => click('propose_again', rule ? { ...subject, rule } : subject)

  const refused = status === 'denied' || status === 'ask'
  const rules = <Rules verdicts={review.verdicts} offer={review.would_pass} t={t} propose={props.card_id && again} />
  return (
    <article className="spk-card" data-testid="approval-card" data-status={status} lang={language}>
      <Head card={card} status={status} seconds={seconds} total={total} t={t} />
      <Headline review={review} t={t} />
      {card.receipt && <Receipt receipt={card.receipt} t={t} />}
      {status === 'approved' && !card.receipt && (
        <p className="spk-note"><LoaderCircle size={14} className="animate-spin" /> {t('approved_wait')}</p>
      )}
      {refused && rules}
      <Diff rows={review.diff} t={t} />
      <Preview preview={review.preview} title={t(card.receipt ? 'preview_then' : 'preview')} t={t} />
      <Risk risk={review.risk} t={t} />
      {!refused && rules}
      <Parameters review={review} title={t(`parameters_${card.receipt ? 'sent' : status}`)} t={t} />
      {answer && !answer.accepted && <p className="spk-answer spk-bad" role="alert">{answer.message[language]}</p>}
      {NOTED.has(status) && <p className="spk-note">{t(status === 'simulated' && review.tool === 'run_canary' ? 'run_canary_note' : `${status}_note`)}</p>}
      {status === 'pending' && <Actions review={review} send={send} busy={busy} t={t} />}
      {status === 'expired' && (
        <div className="spk-buttons spk-actions">
          <button type="button" className="spk-primary" disabled={busy} onClick={() => again()}>
            <RotateCcw size={15} /> {t('propose_again')}
          </button>
        </div>
      )}
      <footer className="spk-foot">
        {card.digest && <span title={card.digest}>{t('digest')} <code>{card.digest.slice(7, 19)}</code></span>}
        {card.decided_by ? <span>{t('decided_by', { name: card.decided_by })}</span>
          : <span>{t('proposer', { name: card.proposer })}</span>}
      </footer>
    </article>
  )
}
