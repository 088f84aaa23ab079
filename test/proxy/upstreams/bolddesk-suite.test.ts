import { DESK_KEY } from '../../support/bolddesk.ts'
import { openAdapter, orderFor, REQUEST } from '../../support/desk-adapter.ts'
import { describeUpstream } from '../../support/upstream-suite.ts'

describeUpstream('BoldDesk', async () => {
  const { emulator, upstream } = await openAdapter()
  const { switches } = emulator
  const creates = { method: 'POST', path: '/tickets' }
  return {
    upstream,
    entity: 'ticket',
    key: DESK_KEY,
    order: () =>
      orderFor(upstream, { ticket: { ...REQUEST, cf_order: 'A-19' } }, { submissionId: crypto.randomUUID() }),
    forgotten: 'Order number',
    records: () => emulator.records().flatMap(({ id, entity }) => (entity === 'ticket' ? [id] : [])),
    calls: () => emulator.arrivals().length,
    fault: (kind) =>
      ({
        'lost-reply': () => switches.faults.push({ ...creates, kind: 'reset', afterCommit: true }),
        'key-refused': () => switches.faults.push({ kind: 'status', status: 401, times: 100 }),
        unreachable: () => emulator.close(),
        'too-fast': () => switches.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '7' } }),
        'says-key': () =>
          switches.faults.push({ ...creates, kind: 'status', status: 400, body: { message: `No ${DESK_KEY}` } }),
        forgets: () => switches.forgets.push('cf_order'),
      })[kind](),
  }
})
