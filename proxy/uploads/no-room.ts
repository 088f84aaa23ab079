/** Files that cannot be kept now are the visitor's to try again, and no receipt was given. */
import { Problem } from '../problem.ts'

/** `cause`: what the disk said, if it did. */
export function noRoom(cause?: unknown): Problem {
  return new Problem('store-unavailable', { headers: { 'retry-after': '60' }, ...(cause !== undefined && { cause }) })
}
