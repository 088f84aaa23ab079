/**
 * Shape: unknown → the types of the contract. For the proxy and the studio only; the page has no parser. What the parts of
 * a definition must have to do with each other is in `consistency.ts`.
 */
import { z } from 'zod'
import { isMailbox, isWebhook } from './address.ts'
import type { Parts } from './consistency.ts'
import { inconsistencies } from './consistency.ts'
import type { CapturedName, FormDefinition, OptionDefinition } from './definition.ts'
import { NOTES } from './definition.ts'
import type { Fault } from './fault.ts'
import type { Condition } from './form.ts'
import { FIELD_FORMATS, FIELD_TYPES } from './form.ts'
import { didYouMean } from './nearest.ts'
import { answersFrom, contextFrom, isObject, proofFrom } from './received.ts'
import { parseSite } from './site.ts'
import type { Submission } from './wire.ts'

export type { Fault } from './fault.ts'

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: FormDefinition }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Reads a form as it stands in a file; gives everything that is wrong with it at once, each with its mend. */
export function parseDefinition(raw: unknown): ParsedDefinition {
  if (containsItself(raw))
    return { ok: false, faults: [{ path: [], message: 'An alias contains itself. Write the part out.' }] }
  const parsed = formDefinition.safeParse(raw)
  const shape = parsed.success ? [] : faultsOf(parsed.error.issues)
  const faults = [...shape, ...inconsistencies(soundParts(raw))]
  return parsed.success && faults.length === 0
    ? { ok: true, definition: withOwnWords(parsed.data) }
    : { ok: false, faults }
}

export type ParsedSubmission =
  | { readonly ok: true; readonly submission: Submission }
  | { readonly ok: false; readonly detail: string }

/** Reads a submission from the wire. `detail` says what is wrong, for developers, and holds no answer. */
export function parseSubmission(raw: unknown): ParsedSubmission {
  const parsed = submission.safeParse(raw)
  if (parsed.success) return { ok: true, submission: parsed.data }
  const details = faultsOf(parsed.error.issues).map(({ path: [key], message }) =>
    key === undefined ? message : `${key}: ${message}`,
  )
  return { ok: false, detail: details.join(' ') }
}

/** Stands for: the message is inside, in the last branch of the union. */
const INSIDE = ''

/** For a union of something short and an object, which comes last. */
const shortOrObject = (short: string) => ({
  error: ({ input }: { input: unknown }) => (isObject(input) ? INSIDE : short),
})

const said = (what: string) => ({
  error: ({ input }: { input: unknown }) =>
    input === undefined ? `Write ${what}: this is missing.` : `Write ${what}.`,
})

/** A strict object; each key that it has not is said on a line of its own, with the nearest that it has. */
function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected: string) {
  const known = Object.keys(shape)
  const stranger = (key: string) =>
    `There is no key \`${key}\` here.${didYouMean(key, known) || ` There is: ${known.join(', ')}.`}`
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map(stranger).join('\n') : expected),
  })
}

const NAME = /^[a-z][a-z0-9_-]{0,63}$/
const name = z.string(said('a name')).regex(NAME, 'Begin with a letter a–z; then a–z, 0–9, _ and -, at most 64 in all.')
const words = z
  .string(said('a text'))
  .min(1, 'Write a text, or leave the key out.')
  .max(10_000, 'Write at most 10,000 characters.')
const flag = z.boolean('Write `true` or `false`.')
const LOCALE = { error: 'Write a language as `en` or `pt-BR`.', abort: true }
const locale = z
  .string('Write a language, e.g. `pt-BR`.')
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, LOCALE)
  .refine(isLocale, LOCALE)
const length = z
  .int('Write a whole number of characters.')
  .min(0, 'Write 0 or more.')
  .max(65_536, 'Write 65536 or less.')

const text = z.union(
  [
    words,
    z.record(locale, words).refine((map) => Object.keys(map).length > 0, 'Write the text in at least one language.'),
  ],
  shortOrObject('Write a text, or one for each language, e.g. `{ en: Name, pt-BR: Nome }`.'),
)

/** A value as the wire has it; numbers may be written as numbers. */
const scalar = z.union([z.string(), z.number().transform(String)], { error: 'Write a text or a number.' })
const answer = z.union([scalar, z.boolean(), z.array(scalar)], {
  error: 'Write a text, a number, true, false, or a list of texts.',
})

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ field: name, equals: z.union([scalar, z.boolean()]) }),
      z.strictObject({ field: name, in: z.array(scalar).min(1) }),
      z.strictObject({ not: condition }),
      z.strictObject({ all: z.array(condition).min(1) }),
      z.strictObject({ any: z.array(condition).min(1) }),
    ],
    { error: 'Write `{ field, equals }`, `{ field, in: […] }`, `{ not: … }`, `{ all: […] }` or `{ any: […] }`.' },
  ),
)

const option = z
  .union(
    [scalar, strict({ value: scalar, label: z.exactOptional(text) }, 'Write a value, or `{ value, label }`.')],
    shortOrObject('Write a value, or `{ value, label }`; put words like true and null in quotes.'),
  )
  .transform((written) => (typeof written === 'string' ? { value: written } : written))
  .transform(({ value, ...rest }) => ({ value, label: value, ...rest }))
  .refine(({ value }) => value !== '', 'An option needs a value: the empty one stands for no choice.')

const captured = z.custom<CapturedName>(
  (source) => /^((first|last)\.[\w.-]{1,64}|page|referrer|locale|reference)$/.test(`${source}`),
  'Write `first.…` or `last.…` with the name of a campaign value, e.g. `last.utm_campaign`, or `page`, `referrer`, `locale`, `reference`.',
)

const zone = z.string(said('a time zone')).refine((id) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: id }).format(0) !== ''
  } catch {
    return false
  }
}, 'Write a time zone by its name, e.g. `America/Sao_Paulo`.')

const instant = z
  .string(said('a time'))
  .refine(
    (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
    'Write a time with its offset in quotes, e.g. "2026-12-01T09:00-03:00".',
  )

const FIELD = {
  name,
  to: z.exactOptional(z.union([words, z.literal(false)], { error: 'Write the upstream’s field, or `false`.' })),
  type: z.exactOptional(
    z.enum(FIELD_TYPES, {
      error: ({ input }) => `Write one of ${FIELD_TYPES.join(', ')}.${didYouMean(`${input}`, FIELD_TYPES)}`,
    }),
  ),
  label: z.exactOptional(text),
  help: z.exactOptional(text),
  placeholder: z.exactOptional(text),
  required: z.exactOptional(flag),
  autocomplete: z.exactOptional(
    z.string(said('a token')).regex(/^[a-z0-9 -]{1,100}$/, 'Write a token of HTML, e.g. `email` or `tel`.'),
  ),
  options: z.exactOptional(z.array(option, said('a list of options')).min(1, 'List at least one option.')),
  when: z.exactOptional(condition),
  default: z.exactOptional(answer),
  min: z.exactOptional(scalar),
  max: z.exactOptional(scalar),
  step: z.exactOptional(scalar),
  minLength: z.exactOptional(length),
  maxLength: z.exactOptional(length),
  pattern: z.exactOptional(z.string('Write a pattern in quotes.')),
  width: z.exactOptional(z.literal('half', { error: 'Write `half`, or leave it out.' })),
  country: z.exactOptional(z.string(said('a country')).regex(/^[A-Z]{2}$/, 'Write two capital letters, e.g. `BR`.')),
  format: z.exactOptional(
    z.enum(FIELD_FORMATS, {
      error: ({ input }) => `Write one of ${FIELD_FORMATS.join(', ')}.${didYouMean(`${input}`, FIELD_FORMATS)}`,
    }),
  ),
  sensitive: z.exactOptional(flag),
  timeZone: z.exactOptional(zone),
  accept: z.exactOptional(
    z
      .array(
        z
          .string(said('a kind of file'))
          .regex(/^(\.[\w-]{1,20}|[\w.+-]+\/([\w.+-]+|\*))$/, 'Write `.pdf`, `image/png` or `image/*`.'),
        said('a list, e.g. `[.pdf, image/*]`'),
      )
      .min(1, 'List at least one kind, or leave it out.'),
  ),
  multiple: z.exactOptional(flag),
  value: z.exactOptional(answer),
  from: z.exactOptional(captured),
}
const fieldDefinition = strict(FIELD, 'Write a field as `{ name: …, label: … }`.')
const fields = z
  .array(fieldDefinition, 'Write a list of fields, or `all`.')
  .min(1, 'List at least one field, or write `all`.')
  .max(200, 'A form has at most 200 fields.')

const contact = strict(
  {
    fields: z
      .array(
        strict(
          { name, to: z.exactOptional(words) },
          'Write `{ name: <field of the form>, to: <field of the contact> }`.',
        ).transform((field) => ({ to: field.name, ...field })),
        said('a list of fields'),
      )
      .min(1, 'List at least one field.'),
    reuse: z.exactOptional(flag),
  },
  'Write `{ fields: [{ name, to }] }`.',
)

const notify = strict(
  {
    email: z.exactOptional(
      z.string(said('an e-mail address')).refine(isMailbox, 'Write one e-mail address, e.g. `sales@example.com`.'),
    ),
    webhook: z.exactOptional(
      z
        .string(said('an address'))
        .refine(isWebhook, 'Write an `https://` address without user and password; plain http only to this machine.'),
    ),
    answers: z.exactOptional(flag),
  },
  'Write `{ email: … }` or `{ webhook: … }`.',
).refine(({ email, webhook }) => email !== undefined || webhook !== undefined, 'Say who hears: `email` or `webhook`.')

const site = z
  .string(said('a site'))
  .refine(
    (written) => parseSite(written) !== undefined,
    'Write a site as `example.com`, `*.example.com` or `http://localhost:5173`, or "*" for every page.',
  )

const requester = strict({ name, email: name }, 'Write `{ name: <field of the form>, email: <field of the form> }`.')

/** By name or by id, as the upstream has it. */
const named = scalar.refine((text) => text !== '', 'Write a name or an id.')
const NAMED = ['brand', 'priority', 'category', 'type', 'group'] as const
type NamedShape = Record<(typeof NAMED)[number], z.ZodExactOptional<typeof named>>

export const formDefinition = strict(
  {
    id: name,
    connection: name,
    entity: name,
    sites: z.array(
      site,
      'List the sites whose pages may send this form, e.g. `[example.com]`; `[]` leaves its own page only.',
    ),
    locale: z.exactOptional(locale),
    title: z.exactOptional(text),
    fields: z.union([z.literal('all'), fields], { error: INSIDE }),
    contact: z.exactOptional(contact),
    notes: z.exactOptional(words),
    attribution: z.exactOptional(
      z.literal(NOTES, { error: `Write \`${NOTES}\`: the values are a line of the notes field.` }),
    ),
    reference: z.exactOptional(strict({ to: words }, 'Write `{ to: <field of the upstream> }`.')),
    onDoubt: z.exactOptional(z.enum(['resend', 'hold'], { error: 'Write `resend` or `hold`.' })),
    notify: z.exactOptional(notify),
    proof: z.exactOptional(flag),
    turnstile: z.exactOptional(flag),
    steps: z.exactOptional(
      z
        .array(
          strict(
            { title: z.exactOptional(text), fields: z.array(name, said('a list of fields')).min(1, 'List a field.') },
            'Write `{ title: …, fields: [nome, email] }`.',
          ),
          said('a list of steps'),
        )
        .min(2, 'Steps are at least two; a form of one needs none.'),
    ),
    consent: z.exactOptional(
      strict(
        { text, required: z.exactOptional(flag), to: z.exactOptional(words) },
        'Write `{ text: …, required: true }`.',
      ),
    ),
    opens: z.exactOptional(instant),
    closes: z.exactOptional(instant),
    timeZone: z.exactOptional(zone),
    requester: z.exactOptional(requester),
    subject: z.exactOptional(words),
    description: z.exactOptional(words),
    ...(Object.fromEntries(NAMED.map((key) => [key, z.exactOptional(named)])) as NamedShape),
    tags: z.exactOptional(z.array(scalar, said('a list of words')).min(1, 'List at least one, or leave it out.')),
    submit: z.exactOptional(text),
    success: z.exactOptional(
      strict(
        {
          message: z.exactOptional(text),
          redirect: z.exactOptional(
            z
              .string(said('an address'))
              .refine(
                (url) => isWebhook(url),
                'Write an absolute `https://` address; plain http only to this machine.',
              ),
          ),
          hosts: z.exactOptional(
            z
              .array(
                site.refine((written) => written !== '*', 'Name each host.'),
                said('a list of hosts, e.g. `[pay.example.net]`'),
              )
              .min(1, 'List at least one host, or leave it out.'),
          ),
        },
        'Write `{ message: … }` or `{ redirect: https://… }`.',
      ),
    ),
  },
  'Write a form: `id`, `connection`, `entity`, `sites`, `fields`.',
)

const uuid = z
  .string('must be a UUID in lower case.')
  .regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, 'must be a UUID in lower case.')

export const submission = z.object(
  {
    id: uuid,
    version: z.exactOptional(z.string('must be a string.').max(128, 'is too long.')),
    locale: z.exactOptional(z.string('must be a string.').regex(/^[\w-]{0,64}$/, 'must be a language, e.g. pt-BR.')),
    answers: z.unknown().transform((raw, context) => {
      const answers = answersFrom(raw)
      if (typeof answers !== 'string') return answers
      context.addIssue({ code: 'custom', message: answers })
      return z.NEVER
    }),
    context: z.exactOptional(z.unknown().transform(contextFrom)),
    consent: z.exactOptional(z.boolean('must be true or false.')),
    amends: z.exactOptional(uuid),
    proof: z.exactOptional(z.unknown().transform(proofFrom)),
  },
  'The body must be an object.',
)

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}

function faultsOf(issues: readonly z.core.$ZodIssue[], above: Fault['path'] = []): readonly Fault[] {
  return issues.flatMap((issue): readonly Fault[] => {
    const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))]
    if (issue.code === 'invalid_union' && issue.message === INSIDE) return faultsOf(issue.errors.at(-1) ?? [], path)
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
    const lines = issue.message.split('\n')
    return issue.keys.map((key, index) => ({ path: [...path, key], message: lines[index] ?? issue.message }))
  })
}

/** YAML can write a circle, which nothing here would come to the end of. */
function containsItself(raw: unknown): boolean {
  try {
    JSON.stringify(raw)
    return false
  } catch {
    return true
  }
}

/** What of a definition can be compared with the rest, although other parts of it are wrong. */
function soundParts(raw: unknown): Parts {
  const { fields: list, contact: link, notes, reference, ...rest } = isObject(raw) ? raw : {}
  const { sites, steps, opens, closes, success } = formDefinition.shape
  return {
    all: list === 'all',
    sites: sites.safeParse(rest.sites).data,
    steps: steps.safeParse(rest.steps).data,
    opens: opens.safeParse(rest.opens).data,
    closes: closes.safeParse(rest.closes).data,
    success: success.safeParse(rest.success).data,
    fields: (Array.isArray(list) ? list : []).map((entry) => fieldDefinition.safeParse(entry).data),
    names: (Array.isArray(list) ? list : []).map((entry) => (isObject(entry) ? entry.name : undefined)),
    contact: list === 'all' ? undefined : contact.safeParse(link).data,
    ticket: list === 'all' ? undefined : naming(rest),
    notes,
    marker: isObject(reference) ? reference.to : undefined,
  }
}

/** What a ticket says of the form's fields. */
function naming(written: Readonly<Record<string, unknown>>): NonNullable<Parts['ticket']> {
  const [who, subject, description] = [
    requester.safeParse(written.requester).data,
    words.safeParse(written.subject).data,
    words.safeParse(written.description).data,
  ]
  return { ...(who && { requester: who }), ...(subject && { subject }), ...(description && { description }) }
}

/** An option whose label is not written in the form's own language is called by its value there. */
function withOwnWords(definition: FormDefinition): FormDefinition {
  const { fields: list, locale: own = 'en' } = definition
  if (list === 'all') return definition
  const language = (tag: string) => tag.split('-')[0]
  const labelled = ({ value, label }: OptionDefinition): OptionDefinition => {
    const said = typeof label === 'string' || Object.keys(label).some((tag) => language(tag) === language(own))
    return { value, label: said ? label : { [own]: value, ...label } }
  }
  return {
    ...definition,
    fields: list.map((field) => (field.options ? { ...field, options: field.options.map(labelled) } : field)),
  }
}
