/** The one way to say no inside a request: throw a `Problem`; `app.ts` is the only place that turns it into a response. */
import type { Issue } from '../src/contract/form.ts'
import type { ProblemBody, ProblemCode } from '../src/contract/wire.ts'
import { PROBLEMS } from '../src/contract/wire.ts'

const TITLES: Readonly<Record<ProblemCode, string>> = {
  'bad-request': 'The request could not be read',
  'origin-not-allowed': 'This site may not submit this form',
  'unknown-form': 'There is no such form',
  'not-found': 'There is nothing here',
  'method-not-allowed': 'This address does not take that method',
  timeout: 'The request took too long to arrive',
  'submission-conflict': 'This id was used for other answers',
  'too-large': 'The request is too large',
  'unsupported-media-type': 'This content type is not taken here',
  'invalid-answers': 'Some answers do not fit the form',
  'rate-limited': 'Too many requests',
  unexpected: 'Something went wrong here',
  'form-unavailable': 'The form cannot be shown at the moment',
  'store-unavailable': 'Submissions cannot be kept at the moment',
}

export interface ProblemOptions {
  /** What is wrong and the mend, for developers. It goes out as it is: no answer, no upstream's words, no secret. */
  readonly detail?: string
  readonly issues?: readonly Issue[]
  readonly headers?: Readonly<Record<string, string>>
  /** Kept for the log, never sent. */
  readonly cause?: unknown
}

/** Its HTTP status. */
export const statusOf = ({ code }: Pick<Problem, 'code'>): number => PROBLEMS[code]

export class Problem extends Error {
  readonly code: ProblemCode
  readonly options: ProblemOptions

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(code, { cause: options.cause })
    this.code = code
    this.options = options
  }

  /** As RFC 9457 has it. */
  toResponse(): Response {
    const { detail, issues, headers } = this.options
    const status = statusOf(this)
    const body: ProblemBody = {
      type: `/problems/${this.code}`,
      title: TITLES[this.code],
      status,
      ...(detail === undefined ? {} : { detail }),
      ...(issues === undefined ? {} : { issues }),
    }
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    })
  }
}
