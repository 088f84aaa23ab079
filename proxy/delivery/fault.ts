/** What may be said of an error that an adapter or a mapping threw. */

/** What an adapter gave is not of its type. Says where and what was expected, never what was there. */
export class Misfit extends Error {
  override readonly name = 'Misfit'
  constructor(where: string, expected: string) {
    super(`${where}: ${expected}`)
  }
}

export interface Fault {
  readonly error: string
  /** Where it was thrown. */
  readonly at?: string
  readonly misfit?: string
}

/** Its name and place alone: the message may quote what the upstream or the visitor wrote. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Misfit) return { error: error.name, misfit: error.message }
  if (!(error instanceof Error)) return { error: typeof error }
  const { name, message, stack = '' } = error
  // The message stands before the places, and may look like one.
  const places = stack.slice(Math.max(stack.indexOf(message), 0) + message.length)
  const at = places.split('\n').find((line) => /^\s+at /.test(line))
  return { error: name, ...(at !== undefined && { at: at.trim() }) }
}

/** As an outcome: what the code was about to do may have been done. */
export const ADAPTER_FAULT = { kind: 'unclear', reason: 'adapter-fault' } as const
