// What keeps the approval card up to date: its document from the server, and the seconds that are left.
// A card element is one file, and only its own source may hold JSX; what has none lives in modules like this.
import { OPEN, settled } from './spark_card_states.js'

// The hooks of the card, made with the React the chat page runs.
export function live({ useCallback, useEffect, useState }) {
  function useDocument(address) {
    const [state, setState] = useState({ document: null, problem: null, skew: 0 })
    const load = useCallback(async () => {
      try {
        const answer = await fetch(address, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
        if (!answer.ok) {
          setState((old) => ({ ...old, problem: answer.status >= 500 ? 'offline' : 'missing' }))
          return
        }
        const date = Date.parse(answer.headers.get('date') || '')
        const document = await answer.json()
        const skew = date - Date.now()
        setState({ document, problem: null, skew: Math.abs(skew) > 1500 ? skew : 0 })
      } catch {
        setState((old) => ({ ...old, problem: 'offline' }))
      }
    }, [address])
    const open = !state.document || (OPEN.has(state.document.status) && !settled(state.document.receipt))
    const awaited = state.document?.status === 'approved' && !state.document.receipt
    useEffect(() => {
      load()
    }, [load])
    useEffect(() => {
      if (!open && !state.problem) return undefined
      const timer = setInterval(load, awaited ? 1000 : 4000)
      return () => clearInterval(timer)
    }, [open, load, state.problem, awaited])
    return [state, load]
  }

  function useSecondsLeft(expiresAt, skew, live) {
    const [now, setNow] = useState(() => Date.now())
    useEffect(() => {
      if (!live) return undefined
      const timer = setInterval(() => setNow(Date.now()), 500)
      return () => clearInterval(timer)
    }, [live])
    return Math.max(0, Math.ceil((Date.parse(expiresAt || 0) - now - skew) / 1000))
  }

  return { useDocument, useSecondsLeft }
}
