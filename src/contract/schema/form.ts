/** The whole of `forms/*.yaml`, key by key. Each part by itself: what they have to do with each other is in `consistency.ts`. */
import { z } from 'zod'
import { isMailbox, isWebhook } from '../address.ts'
import { NOTES } from '../definition.ts'
import { contact, TICKET } from './entity.ts'
import { INSIDE, said, strict } from './faults.ts'
import { field } from './field.ts'
import { consent, steps, success } from './page.ts'
import { flag, instant, locale, name, site, text, words, zone } from './value.ts'

const fields = z
  .array(field, 'Write a list of fields, or `all`.')
  .min(1, 'List at least one field, or write `all`.')
  .max(200, 'A form has at most 200 fields.')

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
    steps: z.exactOptional(steps),
    consent: z.exactOptional(consent),
    opens: z.exactOptional(instant),
    closes: z.exactOptional(instant),
    timeZone: z.exactOptional(zone),
    ...TICKET,
    submit: z.exactOptional(text),
    success: z.exactOptional(success),
  },
  'Write a form: `id`, `connection`, `entity`, `sites`, `fields`.',
)
