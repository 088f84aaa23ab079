/** `gatehouse submissions retry | approve | reject | resolve`: what a person decides. */
import type { Decision, Kept, State } from '../../outbox/outbox.ts'
import { RETRIED } from '../../outbox/outbox.ts'
import type { Sqlite } from '../../outbox/sqlite/open.ts'
import type { Invocation } from '../invocation.ts'
import { Misuse } from '../invocation.ts'
import { findOrSay, withStore } from '../open-store.ts'
import { stateOf } from './filter.ts'
import { pages } from './pages.ts'

const OPEN: readonly State[] = ['held', 'failed']

const RETRY: Decision = { from: OPEN, state: 'waiting', reason: RETRIED }
const APPROVE: Decision = { from: ['held'], state: 'waiting', reason: 'approved' }
const REJECT: Decision = { from: OPEN, state: 'rejected', reason: 'rejected' }

export async function retry(invocation: Invocation): Promise<number> {
  const { args, form, json } = invocation
  const state = stateOf(invocation, OPEN)
  const many = state !== undefined || form !== undefined
  if (many === args.length > 0) {
    throw new Misuse('Name one submission, or several by --state held, --state failed or --form <form>.')
  }
  if (!many) return decideOne(invocation, RETRY)
  return withStore(invocation.config, async ({ outbox }) => {
    const counts: Record<string, number> = {}
    let left = 0
    for (const each of state ? [state] : OPEN) {
      for await (const page of pages(outbox, { state: each, ...(form !== undefined && { form }) })) {
        for (const { id } of page) {
          if (await outbox.decide(id, RETRY, Date.now())) counts[each] = (counts[each] ?? 0) + 1
          else left++
        }
      }
    }
    const retried = Object.values(counts).reduce((sum, count) => sum + count, 0)
    if (json) console.log(JSON.stringify({ retried, from: counts, left }))
    else {
      console.log(`${retried} retried${retried > 0 ? ` (${parts(counts)})` : ''}: due now.`)
      if (left > 0) console.log(`${left} were moved by someone else meanwhile and stay as they are.`)
    }
    return 0
  })
}

export function approve(invocation: Invocation): Promise<number> {
  // Held by its delivery and not at the door: what was found then would hold it again, unless it is looked at anew.
  return decideOne(invocation, async (_store, { attempt }) =>
    attempt === 0 ? APPROVE : { ...APPROVE, reason: RETRIED },
  )
}

export function reject(invocation: Invocation): Promise<number> {
  return decideOne(invocation, REJECT)
}

export async function resolve(invocation: Invocation): Promise<number> {
  const record = invocation.delivered?.trim()
  if (!record || !/^\S{1,200}$/.test(record)) {
    throw new Misuse('Say which record it is upstream: --delivered <upstream id>.')
  }
  return decideOne(invocation, async (store, kept) => {
    const taken = await store.outbox.takenRecords(kept.connection, [record])
    const own = Object.values(kept.results).some(({ id }) => id === record)
    if (taken.has(record) && !own) {
      console.error(`The record ${record} belongs to another submission. Nothing was changed.`)
      return undefined
    }
    const form = (await store.forms.version(kept.form, kept.version)) ?? (await store.forms.live(kept.form))?.published
    if (!form) {
      console.error(`The form ${kept.form} is not in this store, so what its record is cannot be told.`)
      return undefined
    }
    return { from: OPEN, state: 'delivered', reason: 'resolved', record: { step: form.entity, id: record } }
  })
}

/** `decision` may be made for the submission; undefined when it was said why there is none. */
async function decideOne(
  { args: [word = ''], config: path, json }: Invocation,
  decision: Decision | ((store: Sqlite, kept: Kept) => Promise<Decision | undefined>),
): Promise<number> {
  return withStore(path, async (store) => {
    const kept = await findOrSay(store, word)
    if (!kept) return 1
    const made = typeof decision === 'function' ? await decision(store, kept) : decision
    if (!made) return 1
    if (!(await store.outbox.decide(kept.id, made, Date.now()))) {
      const state = (await store.outbox.get(kept.id))?.state
      console.error(`${kept.reference} is ${state}: only one that is ${made.from.join(' or ')} can be ${made.reason}.`)
      return 1
    }
    const { id, reference, state: before } = kept
    if (json) console.log(JSON.stringify({ id, reference, before, state: made.state, reason: made.reason }))
    else console.log(`${reference} ${made.reason}: was ${before}, is ${made.state}.`)
    return 0
  })
}

function parts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
}
