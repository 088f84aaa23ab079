/** What must hold of every simulated run: the promises of a delivery, in words, one for each that is broken. */

import type { HistoryRow, Kept } from '../../proxy/outbox/outbox.ts'
import { MOVES } from '../../proxy/outbox/states.ts'
import type { Scene } from './simulation.ts'
import { CANARY } from './simulation.ts'

interface Story {
  readonly kept: Kept
  readonly history: readonly HistoryRow[]
}

export async function brokenPromises(scene: Scene): Promise<readonly string[]> {
  const { world, outbox, ids, lines } = scene
  const broken = [...scene.broken]
  const stories: Story[] = []
  for (const id of ids) {
    const kept = await outbox.get(id)
    if (!kept) broken.push(`${id} is gone`)
    else stories.push({ kept, history: await outbox.history(id) })
  }

  for (const { kept, history } of stories) {
    const { id, state, reason } = kept
    if (!ENDS.includes(state)) broken.push(`${id} is ${state} at the end`)
    if (state === 'failed' && !['tries-used', 'poison'].includes(reason ?? '')) broken.push(`${id} failed as ${reason}`)
    if (scene.finding === 'marker' && history.some((row) => row.reason === 'resend'))
      broken.push(`${id} was sent again in doubt, and there was none`)
    for (const [index, { state: after }] of history.entries()) {
      const before = history[index - 1]?.state
      if (before && !MOVES[before].includes(after)) broken.push(`${id} went from ${before} to ${after}`)
    }
  }
  // Those that no one can tell apart upstream are counted together.
  const alike = grouped(stories, groupOf)
  for (const [group, members] of alike) {
    const its = new Set(members.map(({ kept }) => kept.id))
    for (const entity of ['contact', 'opportunity']) {
      const made = world.records.filter((record) => record.entity === entity && its.has(record.submission))
      const delivered = members.filter(({ kept }) => kept.state === 'delivered' && !reuses(kept, entity)).length
      const resent = members.flatMap(({ history }) => history.filter((row) => row.reason === 'resend'))
      const allowed = members.length + resent.filter(({ step }) => step === entity).length
      if (made.length < delivered) broken.push(`${group}: ${delivered} delivered, ${made.length} made as ${entity}`)
      if (made.length > allowed) broken.push(`${group}: ${made.length} made as ${entity}, ${allowed} allowed`)
      const unmarked = made.filter(({ marked }) => !marked).length
      if (entity === 'opportunity' && unmarked > members.length) broken.push(`${group}: a double is not marked`)
    }
  }
  if (JSON.stringify([lines, stories.map(({ history }) => history)]).includes(CANARY)) broken.push('an answer was told')
  return broken

  function groupOf({ kept }: Story): string {
    return scene.finding === 'values' ? JSON.stringify(kept.answers) : kept.id
  }
}

const ENDS: readonly string[] = ['delivered', 'held', 'failed']

/** A person's contact is linked again, and not made anew. */
function reuses(kept: Kept, entity: string): boolean {
  return entity === 'contact' && Object.values(kept.results).some(({ reused }) => reused)
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}
