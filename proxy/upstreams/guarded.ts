/**
 * An upstream of the operator's own, held to what the `Upstream` type says and to a time for each answer: nothing that it
 * gives or fails to give holds up its connection, or reaches the store unseen.
 */
import { z } from 'zod'
import { FIELD_TYPES } from '../../src/contract/form.ts'
import { Misfit } from '../delivery/fault.ts'
import type { Env } from '../env.ts'
import { inTime, LATE } from './in-time.ts'
import type {
  Component,
  Outcome,
  Owner,
  Schema,
  SchemaField,
  Sighting,
  Step,
  StepResult,
  Upstream,
} from './upstream.ts'

/** For a reading that no submission waits for. */
const READ_MS = 60_000
/** For what holds a submission, where it is not said until when. */
const STEP_MS = 30_000
/** What it takes to record how a step ended. */
const RECORD_MS = 2_000

/** Every answer rejects with a `Misfit` where it is not of its type, and is unclear where it does not come. */
export function guarded(upstream: Upstream, env: Pick<Env, 'sleep' | 'monotonic'>): Upstream {
  const { entities, looksFor, takesFiles, whoami } = upstream
  const asked = async <T>(what: string, ms: number, shape: z.ZodType, ask: () => Promise<T>): Promise<T | Unclear> => {
    const answer = await inTime(env, ms, ask)
    return answer === LATE ? NO_ANSWER : fitting<T>(what, shape, answer)
  }
  return {
    ...{ entities, ...(looksFor && { looksFor }), ...(takesFiles && { takesFiles }) },
    schema: (entity) => asked('schema', READ_MS, reading(SCHEMA), () => upstream.schema(entity)),
    components: () => asked('components', READ_MS, reading(z.array(COMPONENT)), () => upstream.components()),
    ...(whoami && { whoami: () => asked('whoami', READ_MS, reading(OWNER), () => whoami.call(upstream)) }),
    look: (sought, taken) => asked('look', STEP_MS, reading(SIGHTINGS), () => upstream.look(sought, taken)),
    plan: (order) =>
      fitting<readonly Step[]>('plan', STEPS, upstream.plan(order)).map((step) => ({
        ...{ name: step.name, safe: step.safe },
        run: (done, endsAt = env.monotonic() + STEP_MS) =>
          asked('outcome', endsAt - RECORD_MS - env.monotonic(), OUTCOME, () => step.run(done, endsAt)),
      })),
  }
}

type Unclear = Extract<Outcome, { kind: 'unclear' }>

const NO_ANSWER: Unclear = { kind: 'unclear', reason: 'no-answer' }

/** A key of the type that is forgotten here does not compile. */
type ShapeOf<T> = { readonly [K in keyof Required<T>]: z.ZodType }

const code = z.string().min(1).max(100)
const labels = z.array(z.string()).optional()
const yes = z.boolean().optional()

const RESULT: ShapeOf<StepResult> = {
  ...{ id: z.string().optional(), seen: yes, linked: yes, reused: yes, gone: yes, attached: yes },
  ...{ lost: labels, differs: labels, left: z.array(z.int()).optional() },
}

const NOT_DONE = [
  z.object({ kind: z.literal('later'), reason: code, afterMs: z.number().optional() }),
  z.object({
    ...{ kind: z.literal('refused'), reason: code, words: z.string().optional() },
    stops: z.enum(['key', 'component']).optional(),
  }),
  z.object({ kind: z.literal('unclear'), reason: code }),
] as const

const OUTCOME = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), result: z.object(RESULT) }),
  ...NOT_DONE,
])

function reading(value: z.ZodType): z.ZodType {
  return z.discriminatedUnion('kind', [z.object({ kind: z.literal('done'), value }), ...NOT_DONE])
}

const options = z.array(z.looseObject({ value: z.string(), label: z.string() })).optional()
const parent = z.looseObject({ key: z.string(), options: z.record(z.string(), z.array(z.string())) }).optional()

const FIELD: ShapeOf<SchemaField> = {
  ...{ key: z.string().min(1), label: z.string(), type: z.enum(FIELD_TYPES).optional() },
  ...{ upstreamType: z.string().optional(), required: yes, internal: yes, role: z.string().optional() },
  ...{ options, parent, when: z.unknown().optional(), raw: z.unknown().optional() },
}

const SCHEMA = z.object({ entity: z.string(), fields: z.array(z.looseObject(FIELD)) } satisfies ShapeOf<Schema>)
const COMPONENT = z.looseObject({
  ...{ id: z.string(), name: z.string(), project: z.string(), entity: z.string().optional() },
} satisfies ShapeOf<Component>)
const OWNER = z.looseObject({
  ...{ name: z.string(), email: z.string().optional(), isPerson: yes },
} satisfies ShapeOf<Owner>)
const SIGHTING: z.ZodType<Sighting> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), id: z.string().min(1) }),
  z.object({ kind: z.enum(['absent', 'unknown']) }),
])
const SIGHTINGS = z.map(z.string(), SIGHTING)

const STEPS = z
  .array(
    z.looseObject({
      ...{ name: code, safe: z.boolean() },
      run: z.custom((value) => typeof value === 'function', 'Invalid input: expected function'),
    }),
  )
  .refine((steps) => new Set(steps.map(({ name }) => name)).size === steps.length, 'Two steps have one name')

/** The parsed answer: of a result nothing is kept that the type does not name. */
function fitting<T>(what: string, shape: z.ZodType, answer: unknown): T {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data as T
  const [issue] = parsed.error.issues
  throw new Misfit([what, ...(issue?.path ?? [])].join('.'), issue?.message ?? '')
}
