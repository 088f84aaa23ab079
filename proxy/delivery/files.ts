/** The files that a submission came with, on its way out. */

import type { UploadFolder } from '../uploads/folder.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { StepResults } from '../upstreams/upstream.ts'
import type { OrderFacts } from './order.ts'

export interface FileDeps {
  /** Where they lie; left out where no files are taken. */
  readonly uploads?: Pick<UploadFolder, 'open' | 'remove'>
}

/** How the files of an order for this entity are read. */
export function fileFacts(
  { uploads }: FileDeps,
  { upstream }: Pick<Connection, 'upstream'>,
  entity: string,
): Pick<OrderFacts, 'open'> {
  return uploads && upstream.takesFiles?.includes(entity) ? { open: ({ at }) => uploads.open(at) } : {}
}

/** The upstream has the files: a step said so, and none after it said otherwise. */
export function areSent(results: StepResults): boolean {
  return (
    Object.values(results)
      .flatMap(({ attached }) => attached ?? [])
      .at(-1) === true
  )
}
