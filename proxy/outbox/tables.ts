/** The tables as every dialect has them. Times are ms since the epoch; what is called JSON is kept as text. */
import type { Generated } from 'kysely'
import type { State } from './outbox.ts'

export interface Tables {
  submissions: SubmissionRow
  history: HistoryTable
  records: RecordRow
  spent_tokens: TokenRow
  contacts: ContactRow
  alerts: AlertRow
  form_versions: FormVersionRow
  schemas: SchemaRow
  settings: SettingRow
}

export interface SubmissionRow {
  id: string
  reference: string
  form: string
  version: string
  connection: string
  digest: string
  locale: string
  /** JSON, as `leftovers` and `context`. */
  answers: string
  leftovers: string
  context: string
  amends: string | null
  state: State
  reason: string | null
  words: string | null
  /** Grows with every claim; with `owner` it is the fence. */
  attempt: number
  received_at: number
  /** When a worker may take the row: of a claimed one, when its lease ends. */
  due_at: number
  /** Who holds it; null when nobody does. */
  owner: string | null
  /** A step that may change the upstream and whose end is not recorded. */
  open_step: string | null
  /** When that step was begun. */
  begun_at: Generated<number | null>
  /** Since when its end is known to be unknown. */
  doubted_at: Generated<number | null>
  /** Claims in a row without an outcome. */
  claims: Generated<number>
  /** 1: sent again in doubt. */
  resent: Generated<number>
  /** The first claim since it was put, or since a person decided: its tries count from here. */
  tried_at: Generated<number | null>
  /** When it came into a state that ends its way, or waits for a person. */
  settled_at: Generated<number | null>
  /** Keyed hash of the e-mail. */
  person: Generated<string | null>
  /** JSON; null where there is none. */
  consent: Generated<string | null>
  /** JSON of the list; null where there are none. */
  files: Generated<string | null>
  /** JSON of the list of codes; null where there are none. */
  doubts: Generated<string | null>
}

/** A form token that came with a submission. */
interface TokenRow {
  token: string
  submission: string
  until: number
}

/** A record upstream that belongs to a submission. */
interface RecordRow {
  connection: string
  upstream_id: string
  submission: string
  step: string
}

/** The contact that was made for a person. */
interface ContactRow {
  connection: string
  person: string
  upstream_id: string
  at: number
}

/** One cause that a person is told of, see `alerts/book.ts`. */
interface AlertRow {
  cause: string
  since: number
  told_at: number | null
  /** What was told reaches so far: what it counts came no later. */
  told_to: number | null
  due_at: number
  attempt: number
  /** JSON; without answers. */
  message: string
  resolved_at: number | null
}

interface HistoryTable {
  /** Ascending in the order of events. */
  number: Generated<number>
  submission: string
  at: number
  state: State
  reason: string | null
  attempt: number
  step: string | null
  /** JSON of a finished step's result. */
  result: string | null
}

interface FormVersionRow {
  form: string
  version: string
  /** JSON of the published form. */
  published: string
  /** Digest of the definition that it was made from. */
  source: string
  /** JSON: the schemas that it was published with, or fitted since. */
  schemas: Generated<string | null>
  /** The highest of a form is live. Not a time: clocks jump. */
  edition: number
  saved_at: number
  served_at: number | null
}

interface SchemaRow {
  connection: string
  entity: string
  /** JSON. */
  schema: string
  read_at: number
}

interface SettingRow {
  key: string
  value: string
}
