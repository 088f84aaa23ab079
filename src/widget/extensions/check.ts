/** The very check that the proxy runs, how limits are said, and how a form looks that a visitor is filling. */
import { check, offered, visible } from '../../contract/check.ts'
import type { Answer } from '../../contract/form.ts'
import { sayLimit } from '../../contract/sentence.ts'
import type { Checks, Extend } from '../extension.ts'
import { lateStyles } from '../gatehouse-form.styles.ts'
import { summary } from './check/summary.ts'

const outdated: Checks['outdated'] = (fields, given) => {
  const answers: Record<string, Answer> = Object.create(null)
  for (const field of fields) {
    const answer = given[field.name]
    if (!field.parent || !answer) continue
    const isOffered = (each: string) => offered(fields, field, given).some(({ value }) => value === each)
    const left = [answer].flat().filter((each) => isOffered(`${each}`))
    if (left.length < [answer].flat().length) answers[field.name] = field.type === 'checkboxes' ? left.map(String) : ''
  }
  return answers
}

const extend: Extend<Checks> = (kit) => {
  kit.adopt(lateStyles)
  return { check, visible, offered, outdated, say: sayLimit, summary: summary(kit) }
}

export default extend
