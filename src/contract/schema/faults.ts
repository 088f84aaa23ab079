/** How a shape says what is wrong, and how its words become faults, each at its place. */
import { z } from 'zod'
import type { Fault } from '../fault.ts'
import { didYouMean } from '../nearest.ts'
import { isObject } from '../received.ts'

/** Words of a value that is missing, or is of another kind. */
export const said = (what: string) => ({
  error: ({ input }: { input: unknown }) =>
    input === undefined ? `Write ${what}: this is missing.` : `Write ${what}.`,
})

/** Words of a value that is none of a few. */
export const oneOf = (known: readonly string[]) => ({
  error: ({ input }: { input: unknown }) => `Write one of ${known.join(', ')}.${didYouMean(`${input}`, known)}`,
})

/** Stands for: the message is inside, in the last branch of the union. */
export const INSIDE = ''

/** For a union of something short and an object, which comes last. */
export const shortOrObject = (short: string) => ({
  error: ({ input }: { input: unknown }) => (isObject(input) ? INSIDE : short),
})

/** A strict object; each key that it has not is said on a line of its own, with the nearest that it has. */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected: string) {
  const known = Object.keys(shape)
  const stranger = (key: string) =>
    `There is no key \`${key}\` here.${didYouMean(key, known) || ` There is: ${known.join(', ')}.`}`
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map(stranger).join('\n') : expected),
  })
}

export function faultsOf(issues: readonly z.core.$ZodIssue[], above: Fault['path'] = []): readonly Fault[] {
  return issues.flatMap((issue): readonly Fault[] => {
    const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))]
    if (issue.code === 'invalid_union' && issue.message === INSIDE) return faultsOf(issue.errors.at(-1) ?? [], path)
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
    const lines = issue.message.split('\n')
    return issue.keys.map((key, index) => ({ path: [...path, key], message: lines[index] ?? issue.message }))
  })
}
