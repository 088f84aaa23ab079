/** `when`: on which answers a field is shown. */
import { z } from 'zod'
import type { Condition } from '../form.ts'
import { name, scalar } from './value.ts'

export const condition: z.ZodType<Condition> = z.lazy(() =>
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
