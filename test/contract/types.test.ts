/** The parser and the hand-written types describe the same things; the compiler says so, in both directions. */
import { expect, test } from 'vitest'
import type { z } from 'zod'
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { formDefinition } from '../../src/contract/schema/form.ts'
import type { submission } from '../../src/contract/schema/submission.ts'
import type { Submission } from '../../src/contract/wire.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Parsers give what may be changed, the contract what may not. */
type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T

type Parsed = Fixed<z.output<typeof formDefinition>>

const same: readonly true[] = [
  true satisfies Same<Parsed, Fixed<FormDefinition>>,
  true satisfies Same<Fixed<z.output<typeof submission>>, Fixed<Submission>>,
]

const different: readonly false[] = [
  false satisfies Same<Parsed, Fixed<Omit<FormDefinition, 'submit'>>>,
  false satisfies Same<Parsed, Fixed<Omit<FormDefinition, 'sites'> & { sites?: readonly string[] }>>,
  false satisfies Same<Parsed, unknown>,
  false satisfies Same<{ a: string; b?: string }, { a: string }>,
  false satisfies Same<{ a: 'x' | 'y' }, { a: 'x' }>,
  false satisfies Same<{ a?: string }, { a?: string | undefined }>,
  false satisfies Same<{ a: string }, { readonly a: string }>,
]

test('types and parsers agree, and the comparison tells what differs', () => {
  expect([same.length, different.length]).toEqual([2, 7])
})
