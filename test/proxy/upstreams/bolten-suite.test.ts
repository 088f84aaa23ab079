import { OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import { KEY, openBolten, orderFor } from '../../support/bolten.ts'
import { describeUpstream } from '../../support/upstream-suite.ts'

describeUpstream('Bolten', async () => {
  const { emulator, upstream } = await openBolten()
  const { switches } = emulator
  const creates = { method: 'POST', path: `${OPPORTUNITIES}/opportunities` }
  return {
    upstream,
    entity: 'opportunity',
    key: KEY,
    async order() {
      const submissionId = crypto.randomUUID()
      const person = { Nome: `Ana ${submissionId}`, 'E-mail': 'ana@example.com' }
      const order = await orderFor(upstream, { opportunity: { ...person, Telefone: '11 98765-4321' }, contact: person })
      return { ...order, submissionId }
    },
    forgotten: 'Telefone',
    records: () => emulator.records().flatMap(({ id, entity }) => (entity === 'opportunity' ? [id] : [])),
    calls: () => emulator.arrivals().length,
    fault: (kind) =>
      ({
        'lost-reply': () => switches.faults.push({ ...creates, kind: 'reset', afterCommit: true }),
        'key-refused': () => switches.faults.push({ kind: 'status', status: 401, times: 100 }),
        unreachable: () => emulator.close(),
        'too-fast': () => switches.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '7' } }),
        'says-key': () =>
          switches.faults.push({
            ...creates,
            kind: 'status',
            status: 400,
            body: { message: `No ${KEY}`, details: [KEY] },
          }),
        forgets: () => switches.forgets.push('Telefone'),
      })[kind](),
  }
})
