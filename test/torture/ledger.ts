/**
 * The oracle: what visitors were promised, against what the store keeps, against what the upstream has and heard. Pure.
 *
 *   accepted = delivered + held + failed + waiting
 *   records upstream = delivered + those whose end is still open
 *
 * A run that breaks a promise is red. A run that does not balance proves nothing: it is void, and as bad as red.
 */
import type { State } from '../../proxy/outbox/outbox.ts'
import { IN_DOUBT } from '../../proxy/outbox/outbox.ts'

/** What one visitor typed, under the labels that it goes upstream by. */
export interface Lead {
  readonly id: string
  readonly answers: { readonly Nome: string; readonly 'E-mail': string; readonly [label: string]: string }
}

export interface KeptRow {
  readonly id: string
  readonly reference: string
  readonly state: State
  readonly reason: string | null
}

export interface UpstreamRecord {
  readonly entity: 'opportunity' | 'contact'
  readonly attributes: Readonly<Record<string, unknown>>
}

export interface Evidence {
  /** Every lead that was ever sent, whatever was answered. */
  readonly sent: readonly Lead[]
  /** The reference of each receipt, by submission id. */
  readonly receipts: ReadonlyMap<string, string>
  readonly kept: readonly KeptRow[]
  readonly records: readonly UpstreamRecord[]
  /** When the upstream heard each call, in ms, in order. */
  readonly arrivals: readonly number[]
  /** Calls that the upstream allows in any second. */
  readonly perSecond: number
}

export interface Ledger {
  readonly accepted: number
  readonly delivered: number
  readonly held: number
  readonly failed: number
  readonly waiting: number
  /** Records that say that they may be second ones. */
  readonly marked: number
  /** The most calls that the upstream heard in a second. */
  readonly peak: number
  /** Each a sentence: a receipt, a record or an answer that is not where it was promised to be. */
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly tooFast: readonly string[]
  /** Why the run proves nothing. */
  readonly void: readonly string[]
}

/** How a record says that it may be a second one. */
const MARK = /possible duplicate|poss[ií]vel (duplicata|duplicidade)/i

export function balance(evidence: Evidence): Ledger {
  const { sent, receipts, kept, records, arrivals, perSecond } = evidence
  const rows = new Map(kept.map((row) => [row.id, row]))
  const leads = new Map(sent.map((lead) => [lead.answers['E-mail'], lead]))
  const upstream = { opportunity: byEmail(records, 'opportunity'), contact: byEmail(records, 'contact') }
  const states = [...receipts.keys()].flatMap((id) => PLACE[rows.get(id)?.state ?? 'rejected'] ?? [])
  const count = (place: Place) => states.filter((other) => other === place).length
  const places = { delivered: count('delivered'), held: count('held'), failed: count('failed') }
  // A contact has no notes: the lead that it came with says it.
  const isMarked = (email: string) => upstream.opportunity.get(email)?.some(saysMayBeSecond) ?? false
  const doubles = [
    ...[...upstream.opportunity].map(([email, all]) => doublesOf(email, all, all.filter(saysMayBeSecond).length)),
    ...[...upstream.contact].map(([email, all]) => doublesOf(email, all, isMarked(email) ? all.length - 1 : 0)),
  ]
  const peak = mostInASecond(arrivals)

  const missing = [...receipts].flatMap(([id, reference]) => {
    const row = rows.get(id)
    if (!row) return [`receipt ${reference} of ${id} is not in the store`]
    return row.reference === reference ? [] : [`receipt ${reference} of ${id} is ${row.reference} in the store`]
  })
  const undelivered = sent.flatMap((lead) => {
    if (rows.get(lead.id)?.state !== 'delivered') return []
    const [record] = upstream.opportunity.get(lead.answers['E-mail']) ?? []
    return record ? lostAnswers(lead, record) : [`${lead.id} is called delivered and is not upstream`]
  })

  return {
    ...places,
    accepted: receipts.size,
    waiting: count('waiting'),
    marked: doubles.reduce((sum, { marked }) => sum + marked, 0),
    peak,
    lost: [...missing, ...undelivered],
    doubled: doubles.flatMap(({ doubled }) => doubled),
    tooFast: peak > perSecond ? [`${peak} calls in a second, ${perSecond} are allowed`] : [],
    void: [...imbalance(states.length + missing.filter(isGone).length), ...strangers(), ...unexplained(), ...empty()],
  }

  function imbalance(accounted: number): readonly string[] {
    return accounted === receipts.size ? [] : [`accepted ${receipts.size}, accounted for ${accounted}`]
  }

  /** What nobody sent: the harness counts the wrong things. */
  function strangers(): readonly string[] {
    const ids = new Set(sent.map(({ id }) => id))
    return [
      ...kept.filter(({ id }) => !ids.has(id)).map(({ id }) => `${id} is kept and was never sent`),
      ...[...upstream.opportunity.keys(), ...upstream.contact.keys()]
        .filter((email) => !leads.has(email))
        .map((email) => `a record of ${email} is upstream and was never sent`),
      ...(rows.size === kept.length ? [] : ['an id is kept twice']),
    ]
  }

  /** A record may be there only for what was delivered, or for what the store says is still open. */
  function unexplained(): readonly string[] {
    return [...upstream.opportunity.keys()].flatMap((email) => {
      const lead = leads.get(email)
      const row = lead && rows.get(lead.id)
      if (!lead || (row && mayBeThere(row))) return []
      return [`${lead.id} is upstream, and the store says ${row ? `${row.state} ${row.reason ?? ''}` : 'nothing'}`]
    })
  }

  function empty(): readonly string[] {
    return [
      ...(receipts.size === 0 ? ['nothing was accepted'] : []),
      ...(places.delivered === 0 ? ['nothing was delivered'] : []),
    ]
  }
}

/** Several runs as one: all that went wrong, and the highest peak. */
export function sumOf(ledgers: readonly Ledger[]): Ledger {
  const sum = (count: (ledger: Ledger) => number) => ledgers.reduce((total, ledger) => total + count(ledger), 0)
  return {
    accepted: sum(({ accepted }) => accepted),
    delivered: sum(({ delivered }) => delivered),
    held: sum(({ held }) => held),
    failed: sum(({ failed }) => failed),
    waiting: sum(({ waiting }) => waiting),
    marked: sum(({ marked }) => marked),
    peak: Math.max(...ledgers.map(({ peak }) => peak)),
    lost: ledgers.flatMap(({ lost }) => lost),
    doubled: ledgers.flatMap(({ doubled }) => doubled),
    tooFast: ledgers.flatMap(({ tooFast }) => tooFast),
    void: ledgers.flatMap((ledger) => ledger.void),
  }
}

type Place = 'delivered' | 'held' | 'failed' | 'waiting'

/** A state without a place is one that nobody in a run puts a submission into. */
const PLACE: { readonly [S in State]?: Place } = {
  waiting: 'waiting',
  sending: 'waiting',
  checking: 'waiting',
  held: 'held',
  failed: 'failed',
  delivered: 'delivered',
}

function isGone(sentence: string): boolean {
  return sentence.endsWith('is not in the store')
}

function mayBeThere({ state, reason }: KeptRow): boolean {
  if (state === 'held') return reason === IN_DOUBT || reason === 'lost-fields'
  return PLACE[state] === 'delivered' || PLACE[state] === 'waiting'
}

function byEmail(
  records: readonly UpstreamRecord[],
  entity: UpstreamRecord['entity'],
): ReadonlyMap<string, readonly UpstreamRecord[]> {
  const found = new Map<string, UpstreamRecord[]>()
  for (const record of records) {
    if (record.entity !== entity) continue
    const email = String(record.attributes['E-mail'])
    found.set(email, [...(found.get(email) ?? []), record])
  }
  return found
}

function saysMayBeSecond({ attributes }: UpstreamRecord): boolean {
  return MARK.test(JSON.stringify(attributes))
}

function doublesOf(email: string, records: readonly UpstreamRecord[], marked: number) {
  const [{ entity } = { entity: '' }] = records
  const isDoubled = records.length - marked > 1
  return { marked, doubled: isDoubled ? [`${records.length} records (${entity}) of ${email}`] : [] }
}

function lostAnswers({ id, answers }: Lead, { attributes }: UpstreamRecord): readonly string[] {
  return Object.entries(answers).flatMap(([label, answer]) =>
    // Labelled lines may follow what the visitor wrote.
    String(attributes[label] ?? '').startsWith(answer) ? [] : [`${id} is delivered without its answer to ${label}`],
  )
}

function mostInASecond(arrivals: readonly number[]): number {
  let first = 0
  let most = 0
  for (const [index, at] of arrivals.entries()) {
    while ((arrivals[first] ?? at) <= at - 1_000) first++
    most = Math.max(most, index - first + 1)
  }
  return most
}
