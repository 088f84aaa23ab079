/** What is said where there is no published form of a name. */
import { didYouMean } from '../../src/contract/nearest.ts'
import type { Config } from '../config.ts'
import { loadForms } from '../forms/files.ts'

/** `served`: ids of those that there are. Gives the exit code. */
export function sayMissing(id: string, served: readonly string[], { forms, connections }: Config): number {
  const files = loadForms(forms, connections)
  const written = files.ok ? files.value.map((definition) => definition.id) : []
  if (written.includes(id)) {
    console.error(
      `The form "${id}" is not published yet. \`gatehouse start\` publishes it, and so does a reload; \`gatehouse forms plan\` says what stands in the way.`,
    )
    return 1
  }
  const known = [...new Set([...served, ...written])].sort()
  const there = known.length > 0 ? ` There are: ${known.join(', ')}.` : ' There is none yet.'
  const broken = files.ok ? '' : ' `gatehouse forms validate` says what is wrong with the files.'
  console.error(`There is no form "${id}".${didYouMean(id, known)}${there}${broken}`)
  return 1
}
