/** What `doctor` finds, one thing at a time. */
export interface Finding {
  /** What was looked at: `store`, `connection crm`, `form contact` … */
  readonly check: string
  /** `fail`: leads do not arrive, or will not. `warn`: a person should know. */
  readonly state: 'ok' | 'warn' | 'fail'
  readonly words: string
  /** What to do about it. */
  readonly mend?: string
}

export function ok(check: string, words: string): Finding {
  return { check, state: 'ok', words }
}

export function warn(check: string, words: string, mend: string): Finding {
  return { check, state: 'warn', words, mend }
}

export function fail(check: string, words: string, mend: string): Finding {
  return { check, state: 'fail', words, mend }
}

/** With the mend on a line of its own. */
export function findingText({ check, state, words, mend }: Finding): string {
  const line = `${state.padEnd(6)}${check}: ${words}`
  return mend === undefined ? line : `${line}\n        ${mend.replaceAll('\n', '\n        ')}`
}
