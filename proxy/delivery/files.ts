/** The files that a submission came with, on its way out. */

import type { UploadFolder } from '../uploads/folder.ts'
import type { Connection } from '../upstreams/connection.ts'
import type { OrderFacts } from './order.ts'

export interface FileDeps {
  /** Where they lie; left out where no files are taken. */
  readonly uploads?: Pick<UploadFolder, 'open' | 'remove'>
}

/** How an order's files are read. */
export function fileFacts({ uploads }: FileDeps, { upstream }: Connection): Pick<OrderFacts, 'open'> {
  return uploads && upstream.takesFiles ? { open: ({ at }) => uploads.open(at) } : {}
}
