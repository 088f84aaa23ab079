/** Submissions in the states that only a worker or a person brings them to. */
import type { CheckedSubmission, Claim, Kept, Move, Outbox } from '../../proxy/outbox/outbox.ts'
import { checked, reference } from './submission.ts'

/** Waiting; with `doubt`, held. */
export async function stored(outbox: Outbox, given: Partial<CheckedSubmission> = {}, at = 1_000): Promise<Kept> {
  const submission = checked(given)
  await outbox.put(submission, reference(), at)
  const kept = await outbox.get(submission.id)
  if (!kept) throw new Error('It was put and is not there.')
  return kept
}

/** Claimed by a worker until an hour after `now`. Nothing else of this connection may be due. */
export async function claimed(outbox: Outbox, given: Partial<CheckedSubmission> = {}, now = 1_000): Promise<Claim> {
  const { id } = await stored(outbox, given, now)
  const claim = await outbox.claim({ owner: 'worker', connections: ['crm'], now, leaseMs: 3_600_000 })
  if (claim?.id !== id) throw new Error('Another one was due.')
  return claim
}

/** Brought to the end of `move` by a worker; `ids`: upstream ids by step. */
export async function settled(
  outbox: Outbox,
  move: Move,
  given: Partial<CheckedSubmission> = {},
  { at = 1_000, ids = {} }: { readonly at?: number; readonly ids?: Readonly<Record<string, string>> } = {},
): Promise<Kept> {
  const claim = await claimed(outbox, given, at)
  for (const [step, id] of Object.entries(ids)) {
    await outbox.begin(claim, step, false, at)
    await outbox.finish(claim, step, { id }, at)
  }
  if (!(await outbox.settle(claim, move, at))) throw new Error('The claim was lost.')
  const kept = await outbox.get(claim.id)
  if (!kept) throw new Error('It was settled and is not there.')
  return kept
}
