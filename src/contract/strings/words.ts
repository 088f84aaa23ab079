import type { IssueCode } from '../form.ts'
import type { FileStrings, Strings } from './public.ts'

/** All words of one language; a public form carries those that it needs. */
export interface Words extends Required<Omit<Strings, 'summary' | 'summaryOne' | 'issues'>> {
  readonly issues: Required<Pick<Strings['issues'], IssueCode | 'bad-input file'>>
  /** Of a field with a `format`: what was given is none, whatever its marks; `{label}`. */
  readonly digits: string
  readonly files: Required<FileStrings>
  readonly page: PageWords
}

/** Words that only the proxy says: on the form's own page, in the place of a form outside its time, upstream. */
export interface PageWords {
  /** When the form opens, was closed: `{time}`. */
  readonly opens: string
  readonly closed: string
  /** After the label of a field that only some answers ask for. */
  readonly ifApplies: string
  /** Above a form that came filled in: it is sent with one more click. */
  readonly confirm: string
  /** Of a field whose files were not kept: they must be chosen again. */
  readonly chooseAgain: string
  /** In the place of a form: there is none of that name; it cannot be shown for now; what came could not be read. */
  readonly missing: string
  readonly unavailable: string
  readonly failed: string
  /** The link from there to the form. */
  readonly back: string
  /** The link from the form's own page to `{site}`, by the name of its host. */
  readonly site: string
  /** Above a form that is a preview. */
  readonly preview: string
  /** Before the version of a text. */
  readonly version: string
}
