import type { Strings } from '../form.ts'

/** All words of one language; a public form carries those that it needs. */
export type Words = Required<Strings>
