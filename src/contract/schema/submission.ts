/** A submission as it comes from the wire. What is not known is let pass: a page may be newer than the proxy. */
import { z } from 'zod'
import { answersFrom, contextFrom, proofFrom } from '../received.ts'

const uuid = z
  .string('must be a UUID in lower case.')
  .regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, 'must be a UUID in lower case.')

const answers = z.unknown().transform((raw, context) => {
  const answers = answersFrom(raw)
  if (typeof answers !== 'string') return answers
  context.addIssue({ code: 'custom', message: answers })
  return z.NEVER
})

export const submission = z.object(
  {
    id: uuid,
    version: z.exactOptional(z.string('must be a string.').max(128, 'is too long.')),
    locale: z.exactOptional(z.string('must be a string.').regex(/^[\w-]{0,64}$/, 'must be a language, e.g. pt-BR.')),
    answers,
    context: z.exactOptional(z.unknown().transform(contextFrom)),
    consent: z.exactOptional(z.boolean('must be true or false.')),
    amends: z.exactOptional(uuid),
    proof: z.exactOptional(z.unknown().transform(proofFrom)),
    preview: z.exactOptional(z.string().catch('')),
  },
  'The body must be an object.',
)
