import type { Problem } from '../problem.ts'

/** What a guard says of a submission. Doubt holds it for a person; only what no person could mean is refused. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'doubt'; readonly reason: string }
  | { readonly kind: 'refuse'; readonly problem: Problem }
