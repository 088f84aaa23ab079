/**
 * The browser's part of a published form, in one language. Built field by field: what is not named here stays on the
 * server, whatever is added to a published form later.
 */
import type { PublicField, PublicForm, Strings, UploadLimits } from '../../src/contract/form.ts'
import { strings, stringsFor } from '../../src/contract/strings/index.ts'
import type { Words } from '../../src/contract/strings/words.ts'
import type { PublishedForm, ShownField } from './published.ts'
import { chooseLocale, directionOf, textIn } from './text.ts'

/** What a form's page is told of the proxy that it will post to. */
export interface PublicFormOptions {
  /** What is taken of files; left out where none are. */
  readonly uploads?: UploadLimits
}

export function publicForm(
  published: PublishedForm,
  version: string,
  wanted: string | undefined,
  { uploads }: PublicFormOptions = {},
): PublicForm {
  const locale = chooseLocale(wanted, published.locale, localesOf(published))
  const words = stringsFor(locale)
  const say = (text: Parameters<typeof textIn>[0]) => textIn(text, locale, published.locale)
  return {
    id: published.id,
    version,
    locale,
    dir: directionOf(locale),
    ...(published.title === undefined ? {} : { title: say(published.title) }),
    submit: published.submit === undefined ? words.submit : say(published.submit),
    fields: published.fields.map((field) => publicField(field, say)),
    success: { message: published.success?.message === undefined ? words.reference : say(published.success.message) },
    ...(uploads && takesFiles(published) && { uploads: limitsOf(uploads) }),
    strings: wordsFor(published, words),
  }
}

/** Not what the proxy takes of all forms together. */
function limitsOf({ perFile, perSubmission, files }: UploadLimits): UploadLimits {
  return { perFile, perSubmission, files }
}

function takesFiles({ fields }: PublishedForm): boolean {
  return fields.some(({ type }) => type === 'file')
}

/** Those that this form can need. */
function wordsFor(published: PublishedForm, { steps, files, ...words }: Words): Strings {
  return {
    ...words,
    ...(published.steps && { steps }),
    ...(takesFiles(published) && { files }),
  }
}

/** The same for the checks of the proxy, which need no language. */
export function fieldsOf(published: PublishedForm): readonly PublicField[] {
  return published.fields.map((field) => publicField(field, (text) => textIn(text, published.locale, published.locale)))
}

function publicField(field: ShownField, say: (text: ShownField['label']) => string): PublicField {
  const { name, type, label, help, placeholder, options, ...rest } = field
  const { required, autocomplete, when, minLength, maxLength, min, max, step, pattern, country, width } = rest
  return compact({
    name,
    type,
    label: say(label),
    help: help === undefined ? undefined : say(help),
    placeholder: placeholder === undefined ? undefined : say(placeholder),
    required,
    autocomplete,
    options: options?.map(({ value, label, parents }) => compact({ value, label: say(label), parents })),
    parent: rest.parent,
    when,
    minLength,
    maxLength,
    min,
    max,
    step,
    pattern,
    format: rest.format,
    country,
    sensitive: rest.sensitive,
    default: rest.default,
    width,
    accept: rest.accept,
    multiple: rest.multiple,
  })
}

/** Leaves out what is undefined. */
function compact<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}

/** The languages that there are words for: ours, and those that the form's texts are written in. */
function localesOf(published: PublishedForm): readonly string[] {
  const texts = [
    published.title,
    published.submit,
    ...published.fields.flatMap((field) => [field.label, field.help, field.placeholder]),
  ]
  const written = texts.flatMap((text) => (typeof text === 'object' ? Object.keys(text) : []))
  return [...new Set([...Object.keys(strings), ...written])]
}
