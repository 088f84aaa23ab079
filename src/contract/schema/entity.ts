/** What is created upstream besides the fields' own answers: the linked `contact`, and what a ticket needs. */
import { z } from 'zod'
import { said, strict } from './faults.ts'
import { flag, name, scalar, words } from './value.ts'

/** A field without `to` goes to the contact's field of the same name. */
const contactField = strict(
  { name, to: z.exactOptional(words) },
  'Write `{ name: <field of the form>, to: <field of the contact> }`.',
).transform((field) => ({ to: field.name, ...field }))

export const contact = strict(
  {
    fields: z.array(contactField, said('a list of fields')).min(1, 'List at least one field.'),
    reuse: z.exactOptional(flag),
  },
  'Write `{ fields: [{ name, to }] }`.',
)

const requester = strict({ name, email: name }, 'Write `{ name: <field of the form>, email: <field of the form> }`.')

/** By name or by id, as the upstream has it. */
const named = scalar.refine((text) => text !== '', 'Write a name or an id.')

/** Keys of the form itself. */
export const TICKET = {
  requester: z.exactOptional(requester),
  subject: z.exactOptional(words),
  description: z.exactOptional(words),
  brand: z.exactOptional(named),
  priority: z.exactOptional(named),
  category: z.exactOptional(named),
  type: z.exactOptional(named),
  group: z.exactOptional(named),
  tags: z.exactOptional(z.array(scalar, said('a list of words')).min(1, 'List at least one, or leave it out.')),
}
