// States of an approval and of its receipt: how a card shows them, and when it may stop asking.
export const OPEN = new Set(['pending', 'approved'])
export const TONE = {
  pending: 'wait', approved: 'good', done: 'good', rejected: 'calm', edited: 'calm', expired: 'calm',
  superseded: 'calm', simulated: 'calm', denied: 'bad', ask: 'warn'
}

export const NOTED = new Set(['simulated', 'expired', 'rejected', 'edited', 'superseded'])

// Whether nothing more is owed: until then the card keeps asking.
export function settled(receipt) {
  const waits = ({ state }) => ['READY', 'SENDING', 'UNKNOWN'].includes(state)
  return Boolean(receipt) && ![receipt, ...receipt.legs].some(waits) && !(Number(receipt.unprotected_quantity) > 0)
}
