/** The very check that the proxy runs, how limits are said, and how a form looks that a visitor is filling. */
import type { CheckOptions } from '../../contract/check.ts'
import { check, offered, visible } from '../../contract/check.ts'
import type { Answer, GivenFile } from '../../contract/form.ts'
import { sayLimit } from '../../contract/sentence.ts'
import { fromTyped, toTyped } from '../../contract/typed-number.ts'
import type { Checks, Extend } from '../extension.ts'
import { lateStyles } from '../gatehouse-form.styles.ts'
import { summary } from './check/summary.ts'

const outdated: Checks['outdated'] = (fields, given, form, typedIn) => {
  const answers: Record<string, Answer> = Object.create(null)
  for (const field of fields) {
    const answer = given[field.name]
    if (!answer) continue
    // `1,234` of an English form would be 1.234 in a Portuguese one.
    if (field.type === 'number' && form && typedIn && form.locale !== typedIn)
      answers[field.name] = toTyped(fromTyped(`${answer}`, typedIn), form.locale)
    if (!field.parent) continue
    const isOffered = (each: string) => offered(fields, field, given).some(({ value }) => value === each)
    const left = [answer].flat().filter((each) => isOffered(`${each}`))
    if (left.length < [answer].flat().length) answers[field.name] = field.type === 'checkboxes' ? left.map(String) : ''
  }
  return answers
}

/** Names alone, which the page may have kept from before, are no files: there is nothing to send, nor to take away. */
const areFiles = (answer: Partial<GivenFile> | readonly (Partial<GivenFile> | null)[] | null): boolean =>
  [answer].flat().some((each) => typeof each?.size === 'number')

/** A number stands in its control, and among the answers, as it was typed; what is sent is what HTML would write. */
const checkTyped: Checks['check'] = (fields, given, form: CheckOptions & { readonly locale?: string } = {}) => {
  const meant = Object.assign(Object.create(null), given)
  for (const { type, name } of fields) {
    const typed = meant[name]
    if (type === 'number' && form.locale && typed) meant[name] = fromTyped(`${typed}`, form.locale)
    if (type === 'file' && !areFiles(typed)) delete meant[name]
  }
  return check(fields, meant, form)
}

const extend: Extend<Checks> = (kit) => {
  kit.adopt(lateStyles)
  return { check: checkTyped, visible, offered, outdated, say: sayLimit, summary: summary(kit) }
}

export default extend
