import type { SpentToken } from '../outbox/outbox.ts'
import type { Problem } from '../problem.ts'
import type { Doubt } from './doubts.ts'

/** All is well. `spends`: a token that is used up once the submission is stored. */
export type Pass = { readonly kind: 'pass'; readonly spends?: SpentToken }

/** Perhaps no person sent it. What all doubts together weigh holds a submission for a person, or does not. */
export type Doubtful = { readonly kind: 'doubt'; readonly doubt: Doubt }

/** What no person could mean. */
export type Refusal = { readonly kind: 'refuse'; readonly problem: Problem }

export const PASS: Pass = { kind: 'pass' }

export const doubtful = (doubt: Doubt): Doubtful => ({ kind: 'doubt', doubt })
