/** The oracle itself: whatever is planted must be seen, or a green run means nothing. */
import { expect, test } from 'vitest'
import type { Evidence, KeptRow, Lead, UpstreamRecord } from './ledger.ts'
import { balance, sumOf } from './ledger.ts'

const lead = (id: string): Lead => ({
  id,
  answers: { Nome: `Ana ${id}`, 'E-mail': `${id}@example.com`, Observação: `Olá de ${id}` },
})
const kept = (id: string, state: KeptRow['state'] = 'delivered', reason: string | null = null): KeptRow => ({
  ...{ id, state, reason },
  reference: `R-${id}`,
})
const record = (id: string, change: object = {}): UpstreamRecord => ({
  entity: 'opportunity',
  attributes: { ...lead(id).answers, ...change },
})

/** Three leads, all well: one delivered, one in doubt that is not upstream, one refused. */
const WELL: Evidence = {
  sent: ['a', 'b', 'c'].map(lead),
  receipts: new Map(['a', 'b', 'c'].map((id) => [id, `R-${id}`])),
  kept: [kept('a'), kept('b', 'held', 'in-doubt'), kept('c', 'held', 'refused')],
  records: [record('a'), { ...record('a'), entity: 'contact' }],
  arrivals: [0, 10, 20, 5_000],
  perSecond: 3,
}

const verdict = (change: Partial<Evidence>) => {
  const { lost, doubled, tooFast, marked, void: reasons } = balance({ ...WELL, ...change })
  return { lost: lost.length, doubled: doubled.length, tooFast: tooFast.length, marked, void: reasons.length }
}
const GREEN = { lost: 0, doubled: 0, tooFast: 0, marked: 0, void: 0 }

test('a run in which all is well is green, and its numbers are those of the store', () => {
  expect(verdict({})).toEqual(GREEN)
  expect(balance(WELL)).toMatchObject({ accepted: 3, delivered: 1, held: 2, failed: 0, waiting: 0, peak: 3 })
})

const lostRow = { kept: WELL.kept.slice(0, 2) }
const allHeld = WELL.kept.map((row) => ({ ...row, state: 'held' as const }))
const otherAnswer = { records: [record('a', { Observação: 'Olá' })] }
const renamed = { kept: [{ ...kept('a'), reference: 'R-z' }, ...WELL.kept.slice(1)] }

test.each<[string, Partial<Evidence>, Partial<typeof GREEN>]>([
  ['a receipt whose submission is gone', lostRow, { lost: 1 }],
  ['a receipt whose reference became another', renamed, { lost: 1 }],
  ['a delivered one that is not upstream', { records: [] }, { lost: 1 }],
  ['a delivered one without one of its answers', otherAnswer, { lost: 1 }],
  ['a lead that is upstream twice', { records: [record('a'), record('a')] }, { doubled: 1 }],
  [
    'one that is there twice, and a third says it may be',
    threeOf('Possível duplicata de R-a'),
    { doubled: 1, marked: 1 },
  ],
  ['a contact that is there twice', { records: [record('a'), contact('a'), contact('a')] }, { doubled: 1 }],
  ['one call too many in a second', { arrivals: [0, 10, 20, 999] }, { tooFast: 1 }],
  [
    'a submission in a state that nobody put it in',
    { kept: [...WELL.kept.slice(0, 2), kept('c', 'erased')] },
    { void: 1 },
  ],
  ['a submission that nobody sent', { kept: [...WELL.kept, kept('z')] }, { void: 1 }],
  ['a record of nobody', { records: [record('a'), record('z')] }, { void: 1 }],
  ['a record of one that the store calls refused', { records: [record('a'), record('c')] }, { void: 1 }],
  ['a run in which nothing was accepted', { receipts: new Map() }, { void: 2 }],
  ['a run in which nothing was delivered', { kept: allHeld, records: [] }, { void: 1 }],
])('sees %s', (_, planted, seen) => {
  expect(verdict(planted)).toEqual({ ...GREEN, ...seen })
})

test('several runs are as bad as their worst', () => {
  const bad = balance({ ...WELL, ...lostRow, arrivals: [0, 1, 2, 3] })
  const sum = sumOf([balance(WELL), bad, balance(WELL)])
  expect(sum).toMatchObject({ accepted: 9, delivered: 3, peak: 4, lost: bad.lost, tooFast: bad.tooFast, void: [] })
})

test('a second contact is as open as the lead that it came with', () => {
  const resent = record('a', { Observação: 'Olá de a\n\nPossível duplicata de R-a' })
  const [one, other] = [contact('a'), contact('a')]
  expect(verdict({ records: [resent, one, other] })).toEqual({ ...GREEN, marked: 2 })
})

test('one in doubt may be upstream, and a second record that says it may be one is counted apart', () => {
  expect(verdict({ records: [record('a'), record('b')] })).toEqual(GREEN)
  const resent = record('a', { Observação: 'Olá de a\n\nPossible duplicate of R-a' })
  expect(verdict({ records: [record('a'), resent] })).toEqual({ ...GREEN, marked: 1 })
})

function contact(id: string): UpstreamRecord {
  return { ...record(id), entity: 'contact' }
}

function threeOf(mark: string): Partial<Evidence> {
  return { records: [record('a'), record('a'), record('a', { Observação: `Olá de a\n${mark}` })] }
}
