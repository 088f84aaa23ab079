/** The tables as every dialect has them. Times are ms since the epoch; what is called JSON is kept as text. */
import type { Generated } from 'kysely'
import type { State } from './outbox.ts'

export interface Tables {
  submissions: SubmissionRow
  history: HistoryTable
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
