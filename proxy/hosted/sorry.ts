import { strings } from '../../src/contract/strings/index.ts'
import type { ProblemCode } from '../../src/contract/wire.ts'
import { paths } from '../../src/contract/wire.ts'
import { findLocale } from '../forms/text.ts'
import type { Problem } from '../problem.ts'
import type { Sorry } from './page.ts'
import { sorryPage } from './page.ts'
import type { Respond } from './respond.ts'

export interface Refused {
  readonly problem: Problem
  /** The request's `Accept-Language`. */
  readonly languages: string | undefined
  /** Id of the form, as it was asked for. */
  readonly form: string | undefined
  /** The proxy's base address. */
  readonly endpoint: string
}

/** In the place of a form, in the visitor's language, with the way back where there is one. */
export function sorry({ problem, languages, form, endpoint }: Refused, respond: Respond): Response {
  const says = SAYS[problem.code] ?? 'failed'
  const back = says === 'failed' && form !== undefined && new URL(paths.hosted(form), endpoint).href
  const page = { says, locale: firstKnown(languages), ...(back !== false && { back }) }
  return respond((setting) => sorryPage(page, setting), { problem })
}

const SAYS: { readonly [K in ProblemCode]?: Sorry } = {
  ...{ 'unknown-form': 'missing', 'not-found': 'missing' },
  'form-unavailable': 'unavailable',
}

/** The first of the languages that there are words for. */
function firstKnown(header = ''): string {
  const known = Object.keys(strings)
  const asked = header.slice(0, 500).split(',')
  return asked.flatMap((part) => findLocale(part.split(';')[0]?.trim() ?? '', known) ?? [])[0] ?? 'en'
}
