/** What is known of a visit without asking. */
import type { CapturedName } from '../../src/contract/definition.ts'
import type { Touch } from '../../src/contract/wire.ts'
import type { Kept } from '../outbox/outbox.ts'
import { wordsIn } from './notes.ts'

export function capturedOf(from: CapturedName, { context, locale, reference }: Kept): string | undefined {
  const [visit, ...rest] = from.split('.')
  // Where the site keeps no first touch, the last one is the first that is known.
  if (visit === 'first') return touched(context.first ?? context.last, rest.join('.'))
  if (visit === 'last') return touched(context.last, rest.join('.'))
  const { page, referrer } = context
  return new Map(Object.entries({ page, referrer, locale, reference })).get(from)
}

/** All campaign values: the last visit's; the first one's too where they differ. */
export function attributionOf({ context: { first = {}, last = {} } }: Kept, locale: string): string {
  const [earlier, latest] = [first, last].map((touch) =>
    Object.entries(touch)
      .map(([name, value]) => `${name}=${value.replace(/\s+/g, ' ')}`)
      .join(' · '),
  )
  if (!latest || !earlier || earlier === latest) return latest || earlier || ''
  return `${latest} (${wordsIn(locale).firstVisit}: ${earlier})`
}

function touched(touch: Touch | undefined, name: string): string | undefined {
  return touch && Object.hasOwn(touch, name) ? touch[name] : undefined
}
