/** What a form without a script posts: its controls under neutral names, and beside them what they are. */
import { CAMPAIGN } from '../../src/contract/campaign.ts'
import type { Answer, Answers, FieldType, PublicField } from '../../src/contract/form.ts'
import { CONSENT } from '../../src/contract/form.ts'
import { fromTyped } from '../../src/contract/typed-number.ts'
import type { Context, Proof } from '../../src/contract/wire.ts'
import { TRAP } from '../../src/contract/wire.ts'
import { compact } from '../forms/compact.ts'
import type { KeptFile } from '../outbox/outbox.ts'
import type { Layout } from '../uploads/receive.ts'

/** Names of the inputs that are never seen. None is a property of a form, which an input of its name would replace. */
export const HIDDEN = {
  id: 'submission',
  version: 'version',
  locale: 'locale',
  /** The fields that the controls stand for, in their order: a page may be older than every version that is kept. */
  names: 'names',
  page: 'page',
  referrer: 'referrer',
  token: 'token',
  preview: 'preview',
} as const

export const controlNames = (asked: readonly PublicField[]): string => asked.map(({ name }) => name).join(' ')

/** Controls in any order, files among them: a file belongs to the field that `names`, before it, has for its control. */
export const controlsWithFiles: Layout = ({ name, filename }, before) =>
  filename === undefined ? undefined : (fieldsIn(before).find((_, index) => name === nameAt(index)) ?? '')

/** The name of the control at this place of the form. */
export const nameAt = (index: number): string => `f${index + 1}`

const fieldsIn = (controls: URLSearchParams): readonly string[] => controls.get(HIDDEN.names)?.split(' ') ?? []

/** One post, as far as it can be told without knowing the form. */
export interface Post {
  readonly id?: string
  readonly version?: string
  readonly locale?: string
  readonly context: Context
  readonly proof: Proof
  readonly preview?: string
  /** What the controls hold, by the form's own names. */
  readonly given: ReadonlyMap<string, readonly string[]>
}

/** `referer`: the request's header, for a page that does not say where it began. */
export function postFrom(controls: URLSearchParams, referer: string | undefined): Post {
  const said = (name: string) => controls.get(name) || undefined
  const { id, version, locale, page, referrer, token, preview } = HIDDEN
  return {
    ...compact({ id: said(id), version: said(version), locale: said(locale), preview: said(preview) }),
    context: compact({ ...contextOf(said(page) ?? referer), referrer: said(referrer) }),
    proof: compact({ token: said(token), trap: said(TRAP) }),
    given: new Map(fieldsIn(controls).map((field, index) => [field, controls.getAll(nameAt(index))])),
  }
}

/**
 * The answers that the controls stand for, the consent among them, and of files their names; without prototype. `locale`:
 * the language that the form was shown in, in which numbers were typed.
 */
export function answersOf(
  { given }: Post,
  asked: readonly PublicField[],
  locale: string,
  files: readonly KeptFile[] = [],
): Answers {
  const answers: Record<string, Answer> = Object.create(null)
  for (const [name, values] of given) {
    const type = asked.find((field) => field.name === name)?.type
    // A field that nobody knows any more: one value, or several.
    const read = (type && READ[type]) ?? (values.length > 1 ? several : one)
    const names = files.filter(({ field }) => field === name).map((file) => file.name)
    answers[name] = names.length > 0 ? names : read(values, locale)
  }
  return answers
}

/** As the wire has it, unparsed. */
export function submissionOf({ given: _given, ...post }: Post, { [CONSENT]: consent, ...answers }: Answers): object {
  return { ...post, answers, ...(consent !== undefined && { consent: consent === true }) }
}

type Read = (values: readonly string[], locale: string) => Answer

const one: Read = ([value = '']) => value
const several: Read = (values) => values.filter((value) => value !== '')

/** Types without a row have one value. */
const READ: { readonly [K in FieldType]?: Read } = {
  checkbox: (values) => values.length > 0,
  number: ([value = ''], locale) => fromTyped(value, locale),
  ...{ checkboxes: several, file: several },
}

function contextOf(page: string | undefined): Context {
  if (page === undefined || !URL.canParse(page)) return {}
  const last = [...new URL(page).searchParams].filter(([name]) => CAMPAIGN.test(name))
  return { page, ...(last.length > 0 && { last: Object.fromEntries(last) }) }
}
