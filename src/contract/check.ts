/**
 * Meaning: which answers fit which fields. Pure, and run by the page and by the proxy, so that they cannot disagree.
 * A field accepts exactly what HTML's input of its type accepts, after HTML's value sanitisation; `url` has a grammar of
 * its own, see `rules.ts`, and a required answer is more than blanks, unless its `pattern` says what it is.
 */
import type { Fits } from './files.ts'
import { fileFault, filesIn, fits } from './files.ts'
import type {
  Answer,
  Answers,
  FieldType,
  GivenFile,
  Issue,
  IssueCode,
  Limits,
  Option,
  PublicField,
  UploadLimits,
} from './form.ts'
import { isFormatted, unmarked } from './formats.ts'
import { outside } from './range.ts'
import { RULES } from './rules.ts'
import { storable } from './storable.ts'
import { holds } from './when.ts'

type Given = Readonly<Record<string, unknown>>

export interface Checked {
  /** What is accepted, sanitised; without prototype. */
  readonly answers: Answers
  /** In the order of the fields, at most one a field; empty when all is well. */
  readonly issues: readonly Issue[]
}

export interface CheckOptions {
  /** Whether a value matches a field's `pattern`. The proxy hands in one that gives up in time. */
  readonly matches?: (pattern: string, value: string) => boolean
  /** What is taken of files; all, if not said. */
  readonly uploads?: UploadLimits
  /** Whether a file is of a kind that a field takes. The proxy hands in one that knows what is in it. */
  readonly fits?: Fits
}

/**
 * Checks what was given, by field name. Fields that their condition hides are dropped in silence, empty answers too; an
 * answer for a field that is not in the form is `unknown-field`. What is given to a `file` is a list of `GivenFile`, and the
 * answer is their names. A page that holds something which the browser could not read (`validity.badInput`) gives any text
 * that is no value of the type, e.g. `?`.
 */
export function check(fields: readonly PublicField[], given: Given, options: CheckOptions = {}): Checked {
  const answers: Record<string, Answer> = Object.create(null)
  const issues: Issue[] = []
  const before: GivenFile[] = []
  const offers = offersFor(fields, given)
  for (const field of fields) {
    const choices = offers(field)
    if (!choices) continue
    const {
      answer,
      files = [],
      code = fault(field, answer, options.matches ?? matches) ??
        fileFault(field, files, before, options.fits ?? fits, options.uploads),
    } = read(field, choices, given)
    if (!code) before.push(...files)
    if (code) issues.push({ field: field.name, code, ...limit(field, code) })
    else if (answer !== undefined) answers[field.name] = typeof answer === 'string' ? storable(answer) : answer
  }
  for (const name of Object.keys(given)) {
    const known = fields.some((field) => field.name === name && field.type !== 'text-block')
    if (!known && !isEmpty(given[name])) issues.push({ field: name, code: 'unknown-field' })
  }
  return { answers, issues }
}

/**
 * The fields that are asked for, in their order: their conditions hold, and beside their parent's answer something is left
 * to choose. A hidden field counts as empty.
 */
export const visible = (fields: readonly PublicField[], given: Given): readonly PublicField[] =>
  fields.filter(offersFor(fields, given))

/** The options that a visitor can choose from: of a field with a `parent`, those that stand beside its answer. */
export const offered = (fields: readonly PublicField[], field: PublicField, given: Given): readonly Option[] =>
  offersFor(fields, given)(field) ?? []

type Offers = (field: PublicField) => readonly Option[] | undefined

/** Gives the options of a field that is asked for, and nothing for one that is hidden. */
function offersFor(fields: readonly PublicField[], given: Given): Offers {
  const found = new Map<string, ReturnType<Offers>>()
  const offers: Offers = ({ name, when, parent, options = [] }) => {
    if (!found.has(name)) {
      // A field that depends on itself stays hidden.
      found.set(name, undefined)
      const beside: readonly unknown[] = [parent && answerOf(parent)].flat()
      const left = parent ? options.filter((o) => o.parents?.some((value) => beside.includes(value)) ?? true) : options
      if ((!parent || left.length) && (!when || holds(when, answerOf))) found.set(name, left)
    }
    return found.get(name)
  }
  const answerOf = (name: string): Answer | undefined => {
    const field = fields.find((each) => each.name === name)
    const options = field && offers(field)
    return options && read(field, options, given).answer
  }
  return offers
}

/** HTML's value sanitisation: what an input of this type holds when it is given the text. */
export const sanitise = (type: FieldType, text: string): string => RULES[type].sanitise(text)

/** Whether a text matches a `pattern` as HTML has it: in whole, with the `v` flag; one that is no pattern matches all. */
export function matches(pattern: string, text: string): boolean {
  try {
    RegExp(pattern, 'v')
    return RegExp(`^(?:${pattern})$`, 'v').test(text)
  } catch {
    return true
  }
}

/** The sanitised answer, or why there is none; neither for an empty one. */
function read(
  { name, type, format }: PublicField,
  options: readonly Option[],
  given: Given,
): { answer?: Answer; files?: readonly GivenFile[]; code?: IssueCode } {
  const raw = Object.hasOwn(given, name) ? given[name] : undefined
  if (isEmpty(raw) || type === 'text-block') return {}
  if (type === 'checkbox' && typeof raw === 'boolean') return { answer: raw }
  const files = type === 'file' && filesIn(raw)
  if (files) return { answer: files.map(({ name }) => name), files }
  const several = type === 'checkboxes'
  if (several ? !Array.isArray(raw) : typeof raw !== 'string') return { code: 'bad-input' }
  const rule = RULES[type]
  if (rule.choice) {
    const chosen: readonly unknown[] = [raw].flat()
    const values = options.map(({ value }) => value).filter((value) => chosen.includes(value))
    if (values.length < new Set(chosen).size) return { code: 'not-an-option' }
    return { answer: several ? values : `${raw}` }
  }
  const text = rule.sanitise(`${raw}`)
  const answer = format ? unmarked(text) : text
  return answer ? { answer } : { code: 'bad-input' }
}

const isEmpty = (raw: unknown): boolean =>
  raw === undefined || raw === null || raw === '' || (Array.isArray(raw) && !raw.length)

/** What is wrong with a sanitised answer: the most useful of all that is. */
function fault(field: PublicField, answer: Answer | undefined, fits: typeof matches): IssueCode | undefined {
  if (answer === undefined || answer === false) return field.required ? 'value-missing' : undefined
  const { grammar, choice, scale } = RULES[field.type]
  if (typeof answer !== 'string' || choice) return
  const { minLength = 0, maxLength = answer.length, pattern, format } = field
  if (grammar && !grammar.test(answer)) return 'type-mismatch'
  if (scale) return outside(field, scale, answer)
  // HTML takes a blank for an answer; who has to give a name has given none with it.
  if (field.required && pattern === undefined && !VISIBLE.test(answer)) return 'value-missing'
  if (answer.length > maxLength) return 'too-long'
  if (answer.length < minLength) return 'too-short'
  if (pattern !== undefined && !fits(pattern, answer)) return 'pattern-mismatch'
  if (format && !isFormatted(format, answer)) return 'pattern-mismatch'
}

/** U+2800 and U+3164 are letters and signs to Unicode, and blank to everybody. */
const VISIBLE = /[^\s\p{C}\u2800\u3164]/u

const LIMITS: Readonly<Partial<Record<IssueCode, keyof Limits>>> = {
  'too-long': 'maxLength',
  'too-short': 'minLength',
  'pattern-mismatch': 'pattern',
  'range-underflow': 'min',
  'range-overflow': 'max',
  'step-mismatch': 'step',
}

/** The limit that was broken, under its own name. */
function limit(field: PublicField, code: IssueCode): Limits {
  const name = LIMITS[code]
  return name && field[name] !== undefined ? { [name]: field[name] } : {}
}
