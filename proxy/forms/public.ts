/**
 * The browser's part of a published form, in one language. Built field by field: what is not named here stays on the
 * server, whatever is added to a published form later.
 */
import type { PublicConsent, PublicField, PublicForm, UploadLimits } from '../../src/contract/form.ts'
import { questions } from '../../src/contract/questions.ts'
import { strings, stringsFor } from '../../src/contract/strings/index.ts'
import type { Strings } from '../../src/contract/strings/public.ts'
import type { Words } from '../../src/contract/strings/words.ts'
import { toTyped } from '../../src/contract/typed-number.ts'
import { usualAutocomplete } from './autocomplete.ts'
import { closedText } from './closed.ts'
import { compact } from './compact.ts'
import type { Phones } from './phone.ts'
import { proseOf, sentenceOf } from './prose.ts'
import type { PublishedForm, ShownField } from './published.ts'
import type { Say } from './text.ts'
import { chooseLocale, directionOf, sayingIn } from './text.ts'

/** What a form's page is told of the moment, and of the proxy that it will post to. */
export interface Shown {
  /** Ms since the epoch: a form may be outside its time. */
  readonly now: number
  /** What is taken of files; left out where none are. */
  readonly uploads?: UploadLimits
  /** Left out where no field asks for a number of a country. */
  readonly phones?: Phones
  /** Turnstile's site key, for forms that ask for it. */
  readonly turnstile?: string
}

export function publicForm(
  published: PublishedForm,
  version: string,
  wanted: string | undefined,
  { now, uploads, phones, turnstile }: Shown,
): PublicForm {
  const locale = localeOf(published, wanted)
  const words = stringsFor(locale)
  const say = sayingIn(locale, published.locale)
  const { title, submit, success, steps, consent } = published
  const own = say({ title, submit })
  const message = say({ message: success?.message })
  const usual = usualAutocomplete(published.fields)
  return compact({
    id: published.id,
    version,
    locale,
    dir: directionOf(locale),
    ...own,
    submit: own.submit ?? words.submit,
    fields: published.fields.map((field) =>
      publicField(
        { ...field, autocomplete: field.autocomplete ?? usual(field), default: begun(field, locale) },
        say,
        phones,
      ),
    ),
    steps: steps?.map(({ title: heading, fields }) => compact({ ...say({ title: heading }), fields })),
    consent: consent && publicConsent(consent, say),
    uploads: uploads && takesFiles(published) ? limitsOf(uploads) : undefined,
    turnstile: published.turnstile && turnstile,
    closed: closedText(published, now, words, locale),
    success: compact({ ...message, message: message.message ?? words.reference, redirect: success?.redirect }),
    strings: wordsFor(published, words),
  })
}

/** The language that a form is shown in to those who ask for this one. */
export function localeOf(published: PublishedForm, wanted: string | undefined): string {
  return chooseLocale(wanted, published.locale, localesOf(published))
}

/** Not what the proxy takes of all forms together. */
function limitsOf({ perFile, perSubmission, files }: UploadLimits): UploadLimits {
  return { perFile, perSubmission, files }
}

function takesFiles({ fields }: PublishedForm): boolean {
  return fields.some(({ type }) => type === 'file')
}

/** Those that this form can need. */
function wordsFor(published: PublishedForm, { steps, files, digits, page: _page, ...words }: Words): Strings {
  const { other, one = other } = words.problems
  // A script of version 0.1.0 that a browser has kept reads these.
  const earlier = { summary: other, summaryOne: one }
  // To those who gave a number the format is right: it is a digit that is not.
  const formatted = published.fields.flatMap(({ format }) => (format ? [[`pattern-mismatch ${format}`, digits]] : []))
  return {
    ...earlier,
    ...words,
    issues: { ...words.issues, ...Object.fromEntries(formatted) },
    ...(published.steps && { steps }),
    ...(takesFiles(published) && { files }),
  }
}

/** All that it asks, for the checks of the proxy, which need no language. */
export function questionsOf(published: PublishedForm): readonly PublicField[] {
  const say = sayingIn(published.locale, published.locale)
  const { consent } = published
  return questions({
    fields: published.fields.map((field) => publicField(field, say)),
    ...(consent && { consent: publicConsent(consent, say) }),
  })
}

type Consented = NonNullable<PublishedForm['consent']>

function publicConsent({ text: source, required }: Consented, say: Say): PublicConsent {
  const { text: said, langs } = say({ text: source })
  const { text, prose } = sentenceOf(said)
  return compact({ text, langs, prose: prose && { label: prose }, required })
}

function publicField(field: Asked, say: Say, phones?: Phones): PublicField {
  const { name, type, label, help, placeholder, options, ...rest } = field
  const { required, autocomplete, when, minLength, maxLength, min, max, step, pattern, country, width } = rest
  const { parent, format, sensitive } = rest
  // Others may be the upstream's own words, in which nothing is a mark.
  const said = say({ label, help, placeholder })
  const block = type === 'text-block' ? proseOf(said.label) : { text: said.label, prose: undefined }
  const { text: hint, prose: hintProse } = said.help === undefined ? { text: undefined } : sentenceOf(said.help)
  return compact({
    name,
    type,
    ...said,
    label: block.text,
    help: hint,
    prose: (block.prose ?? hintProse) && compact({ label: block.prose, help: hintProse }),
    required,
    autocomplete,
    options: options?.map(({ value, label: words, parents }) => compact({ value, ...say({ label: words }), parents })),
    when,
    minLength,
    maxLength,
    min,
    max,
    step,
    pattern,
    country,
    callingCode: type === 'tel' && country !== undefined ? phones?.callingCodeOf(country) : undefined,
    parent,
    format,
    sensitive,
    default: rest.default,
    width,
    accept: rest.accept,
    multiple: rest.multiple,
  })
}

type Asked = Omit<ShownField, 'autocomplete' | 'default'> & {
  readonly autocomplete?: string | undefined
  readonly default?: ShownField['default'] | undefined
}

/** What a field begins with, as it would have been typed. */
const begun = ({ type, default: answer }: ShownField, locale: string): ShownField['default'] =>
  type === 'number' && typeof answer === 'string' ? toTyped(answer, locale) : answer

/** The languages that there are words for: ours, and those that the form's texts are written in. */
function localesOf(published: PublishedForm): readonly string[] {
  const texts = [
    published.title,
    published.submit,
    published.consent?.text,
    ...published.fields.flatMap((field) => [field.label, field.help, field.placeholder]),
  ]
  const written = texts.flatMap((text) => (typeof text === 'object' ? Object.keys(text) : []))
  return [...new Set([...Object.keys(strings), ...written])]
}
