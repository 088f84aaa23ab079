/** The steps for the files that a ticket came to be without: they are added, and then seen, or lost to a person. */
import type { Order, Outcome, Step, StepResult } from '../upstream.ts'
import type { FilesDeps } from './files.ts'
import { addFiles, seeFiles } from './files.ts'

export function addMissing({ client, env }: FilesDeps, order: Order): Step {
  return {
    name: 'files',
    safe: false,
    async run(finished, endsAt) {
      const { id, left } = finished.ticket ?? {}
      if (finished['read-back']?.attached || id === undefined) return NOTHING
      const ticket = { id, ...(left && { left }) }
      return speaksFor(finished['read-back'], await addFiles({ client, env }, order, ticket, endsAt))
    },
  }
}

export function seeMissing({ client, env }: FilesDeps, order: Order): Step {
  return {
    name: 'files-seen',
    safe: true,
    async run(finished) {
      const id = finished.ticket?.id
      if (finished['read-back']?.attached || id === undefined) return NOTHING
      return speaksFor(finished['read-back'], await seeFiles({ client, env }, order, id, finished.files ?? {}))
    },
  }
}

/** The last step that speaks of losses has the word. */
function speaksFor(before: StepResult | undefined, outcome: Outcome): Outcome {
  if (outcome.kind !== 'done' || !outcome.result.lost) return outcome
  const lost = [...new Set([...(before?.lost ?? []), ...outcome.result.lost])]
  return { kind: 'done', result: { ...outcome.result, lost } }
}

const NOTHING: Outcome = { kind: 'done', result: {} }
