/**
 * What page and proxy say to each other over HTTP. Paths are relative to the proxy's public URL, so that it can live
 * below a path of the site's own domain.
 */
import type { Answers, Issue } from './form.ts'

export * as paths from './paths.ts'

/** Name of the part that holds the submission, where it is sent with files. */
export const SUBMISSION_PART = 'submission'

/** What Turnstile is told that it is asked for, and says again: the form's id, as far as it may be long. */
export const turnstileAction = (form: string): string => form.slice(0, 32)

/** The largest submission, its files not counted, in bytes as they arrive. */
export const MAX_BODY_BYTES = 65_536

/** Campaign values of one visit, e.g. `utm_source`. */
export type Touch = Readonly<Record<string, string>>

/** Where a submission came from. */
export interface Context {
  readonly page?: string
  readonly referrer?: string
  readonly first?: Touch
  readonly last?: Touch
}

/**
 * One filled form. The id is minted in the browser once and makes every retry the same submission.
 *
 * With files it is sent as `multipart/form-data`: first a part called `submission`, this as JSON, with the names of a file
 * field's files as its answer (a list); then one part a file, called like its field and with the file's name as `filename`,
 * in the order of the answer.
 */
export interface Submission {
  /** A UUID in lower case. */
  readonly id: string
  /** Version of the public form that was shown. Unknown or missing means the live one. */
  readonly version?: string
  readonly locale?: string
  readonly answers: Answers
  readonly context?: Context
  /** The visitor's consent, where the form asks for it. */
  readonly consent?: boolean
  /** Id of an earlier submission with other answers that this one corrects. */
  readonly amends?: string
  /** Not part of what makes two submissions the same: a retry may bring a fresh one. */
  readonly proof?: Proof
  /** A preview's token: while it is good, this is checked and goes nowhere. One that is not good means nothing. */
  readonly preview?: string
}

/** What a page has to show that a person filled the form. Whatever is missing or bad is a doubt, never a refusal. */
export interface Proof {
  /** The form token of a challenge, or of the form's own page. Good once. */
  readonly token?: string
  /** ALTCHA's payload: base64 of JSON `{ challenge, solution }`. */
  readonly work?: string
  /** From the first keystroke to the sending, in ms. */
  readonly typedMs?: number
  /** What stands in the field that no person meets. Left out while it is empty. */
  readonly trap?: string
  /** Turnstile's response, where the form asks for it. */
  readonly turnstile?: string
}

/**
 * Name of the input that no person meets. Bots know the word; no autofill token, no browser's guess and no password
 * manager goes by it, and no form has a property of that name.
 */
export const TRAP = 'subject'

/** What `GET /v1/forms/{id}/challenge` answers; never cached. */
export interface Challenge {
  /** Proves that the form was asked for: bound to form and site, good once. */
  readonly token: string
  /** How long the token is good, in ms. */
  readonly lastsMs: number
  /** ALTCHA's challenge (v2, PBKDF2/SHA-256), where the form asks for work. */
  readonly proof?: WorkChallenge
}

/** The part of ALTCHA's challenge that a solver reads; it is sent back whole. */
export interface WorkChallenge {
  readonly parameters: {
    readonly algorithm: string
    /** Hex, as `salt` and `keyPrefix`. */
    readonly nonce: string
    readonly salt: string
    /** PBKDF2's iterations. */
    readonly cost: number
    /** Bytes. */
    readonly keyLength: number
    readonly keyPrefix: string
  }
  readonly signature?: string
}

/** The proxy's word that the submission is on disk or, of a preview, that it would be. */
export interface Receipt {
  readonly id: string
  /** Short and speakable; unique in the store. Of a preview a sample. */
  readonly reference: string
  readonly status: 'accepted' | 'previewed'
}

/** Every way to say no, with its HTTP status. */
export const PROBLEMS = {
  'bad-request': 400,
  'origin-not-allowed': 403,
  'unknown-form': 404,
  'not-found': 404,
  'method-not-allowed': 405,
  timeout: 408,
  'submission-conflict': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'invalid-answers': 422,
  'rate-limited': 429,
  unexpected: 500,
  'form-unavailable': 503,
  'store-unavailable': 503,
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** The body of an error answer, RFC 9457. */
export interface ProblemBody {
  /** A URI reference that ends in the code. */
  readonly type: string
  readonly title: string
  readonly status: number
  /** What is wrong and how to mend it, for developers; never an answer, never upstream's words. */
  readonly detail?: string
  /** For `invalid-answers`. */
  readonly issues?: readonly Issue[]
}

/** The code at the end of a problem's `type`; undefined where it is not one of ours. */
export function problemCode(type: unknown): ProblemCode | undefined {
  const code = String(type).split('/').pop() ?? ''
  return Object.hasOwn(PROBLEMS, code) ? (code as ProblemCode) : undefined
}
