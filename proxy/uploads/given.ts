/** A submission's answers and its files: names on one side, what lies on disk on the other. */
import type { Answers, GivenFile } from '../../src/contract/form.ts'
import type { Submission } from '../../src/contract/wire.ts'
import type { KeptFile } from '../outbox/outbox.ts'
import { Problem } from '../problem.ts'
import { unquoted } from './name.ts'

/** With the names as they are kept. @throws {Problem} `bad-request` where what is listed is not what came */
export function withNames(submission: Submission, files: readonly KeptFile[]): Submission {
  const answers: Record<string, Answers[string]> = Object.assign(Object.create(null), submission.answers)
  for (const [field, arrived] of byField(files)) {
    const listed = [answers[field] ?? []].flat().map((name) => unquoted(String(name)))
    if (listed.length !== arrived.length || arrived.some(({ name }, index) => name !== listed[index])) {
      const detail = `\`answers.${field}\` lists ${listed.length} names; ${arrived.length} parts called \`${field}\` came. List the \`filename\` of each, in their order.`
      throw new Problem('bad-request', { detail })
    }
    answers[field] = listed
  }
  return { ...submission, answers }
}

/** As `check` takes them: the files in the place of their names. */
export function givenBy(answers: Answers, files: readonly KeptFile[]): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = Object.assign(Object.create(null), answers)
  for (const [field, arrived] of byField(files)) given[field] = arrived.map(asGiven)
  return given
}

export function asGiven({ name, type, bytes: size }: KeptFile): GivenFile {
  return { name, type, size }
}

function byField(files: readonly KeptFile[]): ReadonlyMap<string, readonly KeptFile[]> {
  const fields = new Map<string, KeptFile[]>()
  for (const file of files) fields.set(file.field, [...(fields.get(file.field) ?? []), file])
  return fields
}
