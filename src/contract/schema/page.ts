/** What a visitor meets besides the fields: `steps`, `consent`, and `success` at the end. */
import { z } from 'zod'
import { isWebhook } from '../address.ts'
import { said, strict } from './faults.ts'
import { flag, name, site, text, words } from './value.ts'

const step = strict(
  { title: z.exactOptional(text), fields: z.array(name, said('a list of fields')).min(1, 'List a field.') },
  'Write `{ title: …, fields: [nome, email] }`.',
)

export const steps = z.array(step, said('a list of steps')).min(2, 'Steps are at least two; a form of one needs none.')

export const consent = strict(
  { text, required: z.exactOptional(flag), to: z.exactOptional(words) },
  'Write `{ text: …, required: true }`.',
)

const address = z
  .string(said('an address'))
  .refine((url) => isWebhook(url), 'Write an absolute `https://` address; plain http only to this machine.')

const host = site.refine((written) => written !== '*', 'Name each host.')

export const success = strict(
  {
    message: z.exactOptional(text),
    redirect: z.exactOptional(address),
    hosts: z.exactOptional(
      z
        .array(host, said('a list of hosts, e.g. `[pay.example.net]`'))
        .min(1, 'List at least one host, or leave it out.'),
    ),
  },
  'Write `{ message: … }` or `{ redirect: https://… }`.',
)
