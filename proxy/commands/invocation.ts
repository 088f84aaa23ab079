/** What every command gets of its line. */

/** Every flag that some command takes; which one takes it stands in `table.ts`. */
export const FLAGS = {
  offline: { type: 'boolean', says: 'ask no upstream' },
  kind: {
    type: 'string',
    value: '<kind>',
    says: 'element, if not said; script: one line; instant: works before the script is there, and without it',
  },
  locale: {
    type: 'string',
    value: '<language>',
    says: 'the language of the page, e.g. pt-BR; that of the form, if not said',
  },
  lasts: { type: 'string', value: '<time>', says: 'how long it is good, e.g. 2h; 7d, if not said; at most 90d' },
  state: { type: 'string', value: '<state>', says: 'only those in this state' },
  held: { type: 'boolean', says: 'short for --state held' },
  form: { type: 'string', value: '<form>', says: 'only those of this form' },
  email: { type: 'string', value: '<address>', says: 'only those of the person with this address' },
  before: { type: 'string', value: '<time>', says: 'only those received before, e.g. 2026-01-31 or 2026-01-31T12:00Z' },
  limit: { type: 'string', value: '<count>', says: 'at most so many; 50, if not said' },
  delivered: { type: 'string', value: '<upstream id>', says: 'the record that you found upstream' },
  id: { type: 'string', value: '<id>', says: 'the one with this id' },
  csv: { type: 'boolean', says: 'a table that a spreadsheet opens safely' },
  ndjson: { type: 'boolean', says: 'one JSON object a line, everything as it was kept' },
} as const satisfies Record<string, { type: 'boolean' | 'string'; value?: string; says: string }>

/** What every command takes. */
export const EVERYWHERE = {
  config: { type: 'string', short: 'c' },
  help: { type: 'boolean', short: 'h' },
} as const

export type Flag = keyof typeof FLAGS

type Given = { readonly [F in Flag]?: (typeof FLAGS)[F]['type'] extends 'boolean' ? boolean : string }

export interface Invocation extends Given {
  /** The words after the command's name, as many as it takes. */
  readonly args: readonly string[]
  /** Path of `gatehouse.yaml`. */
  readonly config: string
  /** For machines. */
  readonly json: boolean
}

/** Resolves with the exit code: 0 only when all is well, 1 when something is not, 2 for a wrong line. */
export type Run = (invocation: Invocation) => Promise<number>

/** A line that cannot be meant: the message says what it should be. Exit code 2. */
export class Misuse extends Error {}
