/** One of `fields`: what is asked for, in which words, within which limits, and where the answer goes. */
import { z } from 'zod'
import type { CapturedName } from '../definition.ts'
import { FIELD_FORMATS, FIELD_TYPES } from '../form.ts'
import { condition } from './condition.ts'
import { oneOf, said, strict } from './faults.ts'
import { option } from './option.ts'
import { answer, flag, name, scalar, text, words, zone } from './value.ts'

const length = z
  .int('Write a whole number of characters.')
  .min(0, 'Write 0 or more.')
  .max(65_536, 'Write 65536 or less.')

const captured = z.custom<CapturedName>(
  (source) => /^((first|last)\.[\w.-]{1,64}|page|referrer|locale|reference)$/.test(`${source}`),
  'Write `first.…` or `last.…` with the name of a campaign value, e.g. `last.utm_campaign`, or `page`, `referrer`, `locale`, `reference`.',
)

const fileKind = z
  .string(said('a kind of file'))
  .regex(/^(\.[\w-]{1,20}|[\w.+-]+\/([\w.+-]+|\*))$/, 'Write `.pdf`, `image/png` or `image/*`.')

export const field = strict(
  {
    name,
    to: z.exactOptional(z.union([words, z.literal(false)], { error: 'Write the upstream’s field, or `false`.' })),
    type: z.exactOptional(z.enum(FIELD_TYPES, oneOf(FIELD_TYPES))),
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
    format: z.exactOptional(z.enum(FIELD_FORMATS, oneOf(FIELD_FORMATS))),
    sensitive: z.exactOptional(flag),
    timeZone: z.exactOptional(zone),
    accept: z.exactOptional(
      z.array(fileKind, said('a list, e.g. `[.pdf, image/*]`')).min(1, 'List at least one kind, or leave it out.'),
    ),
    multiple: z.exactOptional(flag),
    value: z.exactOptional(answer),
    from: z.exactOptional(captured),
  },
  'Write a field as `{ name: …, label: … }`.',
)
