/** What suspected spam may take of the store: little enough that people always find room beside it. */
import type { KeptFile } from './outbox/outbox.ts'
import type { Uploads } from './uploads/receiving.ts'
import type { Given } from './uploads/suspected.ts'
import { withoutFiles } from './uploads/suspected.ts'

export interface SuspectedDeps {
  /** Throws a `Problem` where so many bytes more are too much. Left out: nobody's are counted. */
  readonly admitSuspected?: (client: string | undefined, bytes: number) => Promise<void>
  readonly uploads?: Pick<Uploads, 'suspected'>
}

/** What is kept of it. @throws {Problem} where that is nothing */
export async function asSuspected<G extends Given>(
  given: G,
  client: string | undefined,
  { admitSuspected, uploads }: SuspectedDeps,
): Promise<G | Omit<G, 'files'>> {
  await admitSuspected?.(client, new TextEncoder().encode(JSON.stringify(given)).length)
  const { files = [] } = given
  if (files.length === 0 || !uploads?.suspected) return given
  return (await uploads.suspected.take(sizeOf(files))) ? given : withoutFiles(given)
}

function sizeOf(files: readonly KeptFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
