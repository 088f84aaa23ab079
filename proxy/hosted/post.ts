/** What a form without a script posts: its controls under neutral names, and beside them what they are. */
import type { Answer, Answers, FieldType, PublicField } from '../../src/contract/form.ts'
import { CONSENT } from '../../src/contract/form.ts'
import type { Context } from '../../src/contract/wire.ts'
import { CAMPAIGN } from '../../src/contract/wire.ts'
import { compact } from '../forms/compact.ts'

/** Names of the inputs that are never seen. None is a property of a form, which an input of its name would replace. */
export const HIDDEN = {
  id: 'submission',
  version: 'version',
  locale: 'locale',
  /** The fields that the controls stand for, in their order: a page may be older than every version that is kept. */
  names: 'names',
  page: 'page',
} as const

export const controlNames = (asked: readonly PublicField[]): string => asked.map(({ name }) => name).join(' ')

/** One post, as far as it can be told without knowing the form. */
export interface Post {
  readonly id?: string
  readonly version?: string
  readonly locale?: string
  readonly context: Context
  /** What the controls hold, by the form's own names. */
  readonly given: ReadonlyMap<string, readonly string[]>
}

/** `referer`: the request's header, for a page that does not say where it began. */
export function postFrom(controls: URLSearchParams, referer: string | undefined): Post {
  const said = (name: string) => controls.get(name) || undefined
  const { id, version, locale, names, page } = HIDDEN
  const fields = said(names)?.split(' ') ?? []
  return {
    ...compact({ id: said(id), version: said(version), locale: said(locale) }),
    context: contextOf(said(page) ?? referer),
    given: new Map(fields.map((field, index) => [field, controls.getAll(`f${index + 1}`)])),
  }
}

/** The answers that the controls stand for, the consent among them; without prototype. */
export function answersOf({ given }: Post, asked: readonly PublicField[]): Answers {
  const answers: Record<string, Answer> = Object.create(null)
  for (const [name, values] of given) {
    const type = asked.find((field) => field.name === name)?.type
    // A field that nobody knows any more: one value, or several.
    const read = (type && READ[type]) ?? (values.length > 1 ? several : one)
    answers[name] = read(values)
  }
  return answers
}

/** As the wire has it, unparsed. */
export function submissionOf({ given: _given, ...post }: Post, { [CONSENT]: consent, ...answers }: Answers): object {
  return { ...post, answers, ...(consent !== undefined && { consent: consent === true }) }
}

type Read = (values: readonly string[]) => Answer

const one: Read = ([value = '']) => value
const several: Read = (values) => values.filter((value) => value !== '')

/** Types without a row have one value. */
const READ: { readonly [K in FieldType]?: Read } = {
  checkbox: (values) => values.length > 0,
  checkboxes: several,
}

function contextOf(page: string | undefined): Context {
  if (page === undefined || !URL.canParse(page)) return {}
  const last = [...new URL(page).searchParams].filter(([name]) => CAMPAIGN.test(name))
  return { page, ...(last.length > 0 && { last: Object.fromEntries(last) }) }
}
