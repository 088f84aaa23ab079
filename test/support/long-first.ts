/** The order of files in a run that no earlier one timed: what takes long begins first, so that it does not end alone. */
import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'

/** Longest first. What is in none of them takes a few seconds. */
const LONG = [
  'test/torture/',
  'test/journey/still.',
  'test/journey/accessible.',
  'test/siege/',
  'test/proxy/delivery/simulation.',
  'test/journey/',
  'test/proxy/outbox/stress-',
  'test/proxy/commands/',
]

export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((path) => moduleId.includes(path))
      return found < 0 ? LONG.length : found
    }
    return (await super.sort(files)).sort((one, other) => place(one) - place(other))
  }
}
