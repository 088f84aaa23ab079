/** What browsers, and others, send as answers and as context, made sound. */
import type { Answer, Answers } from './form.ts'
import { storable } from './storable.ts'
import type { Context, Proof, Touch } from './wire.ts'

const MAX_ANSWERS = 200
const MAX_CHOICES = 200
const MAX_NAME = 64

/** Answers, without prototype: null means absent, a number is taken for its text. Else what is wrong, without the answers. */
export function answersFrom(raw: unknown): Answers | string {
  if (!isObject(raw)) return 'must be an object.'
  const answers: Record<string, Answer> = Object.create(null)
  const entries = Object.entries(raw).filter(([, value]) => value !== null)
  if (entries.length > MAX_ANSWERS) return `must be at most ${MAX_ANSWERS}.`
  for (const [name, value] of entries) {
    if (name.length > MAX_NAME) return `must have names of at most ${MAX_NAME} characters.`
    const answer = typeof value === 'number' ? String(value) : value
    if (!isAnswer(answer)) return 'must each be a string, a boolean, or a list of strings that is not too long.'
    answers[name] = answer
  }
  return answers
}

function isAnswer(value: unknown): value is Answer {
  if (!Array.isArray(value)) return typeof value === 'string' || typeof value === 'boolean'
  return value.length <= MAX_CHOICES && value.every((each) => typeof each === 'string')
}

/** What is sound of a context; nothing in one is worth a submission. */
export function contextFrom(raw: unknown): Context {
  if (!isObject(raw)) return {}
  const [page, referrer] = [shortened(raw.page, 2048), shortened(raw.referrer, 2048)]
  const [first, last] = [touchFrom(raw.first), touchFrom(raw.last)]
  return { ...(page && { page }), ...(referrer && { referrer }), ...(first && { first }), ...(last && { last }) }
}

const MAX_VALUES = 20

function touchFrom(raw: unknown): Touch | undefined {
  if (!isObject(raw)) return
  const touch: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(raw)) {
    const text = shortened(value, 512)
    if (text && /^[\w.-]{1,64}$/.test(name) && Object.keys(touch).length < MAX_VALUES) touch[name] = text
  }
  return Object.keys(touch).length > 0 ? touch : undefined
}

const MAX_PROOF = 4096

/** What is sound of a proof; the rest is as if it were not there. */
export function proofFrom(raw: unknown): Proof {
  if (!isObject(raw)) return {}
  const [token, work, trap, turnstile] = [raw.token, raw.work, raw.trap, raw.turnstile].map((part) =>
    typeof part === 'string' && part !== '' && part.length <= MAX_PROOF ? part : undefined,
  )
  const { typedMs } = raw
  return {
    ...(token !== undefined && { token }),
    ...(work !== undefined && { work }),
    // However long it is, something stood there.
    ...(raw.trap ? { trap: trap ?? 'unreadable' } : {}),
    ...(turnstile !== undefined && { turnstile }),
    ...(typeof typedMs === 'number' && typedMs >= 0 && { typedMs }),
  }
}

function shortened(raw: unknown, maxLength: number): string | undefined {
  return typeof raw === 'string' ? storable(raw.slice(0, maxLength)) : undefined
}

export function isObject(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}
