/** What may be said of an error that an adapter or a mapping threw. */

/** Its name and place alone: the message may quote what the upstream or the visitor wrote. */
export function faultOf(error: unknown): { readonly error: string; readonly at: string | undefined } {
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: '' }
  const at = stack
    ?.split('\n')
    .find((line) => /^\s+at /.test(line))
    ?.trim()
  return { error: name, at }
}

/** As an outcome: what the code was about to do may have been done. */
export const ADAPTER_FAULT = { kind: 'unclear', reason: 'adapter-fault' } as const
