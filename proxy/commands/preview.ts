/** `gatehouse forms preview`: a link under which a form can be tried, and nothing of it is delivered. */
import { paths } from '../../src/contract/wire.ts'
import { duration } from '../config/value-shape.ts'
import { mintPreview } from '../preview.ts'
import type { Invocation } from './invocation.ts'
import { Misuse } from './invocation.ts'
import { sayMissing } from './missing-form.ts'
import { secretOf, withStore } from './open-store.ts'

const DAY_MS = 86_400_000
const USUAL = '7d'
/** A page that is forgotten with one in it takes leads again after this. */
const LONGEST_DAYS = 90

export async function preview({
  args: [id = ''],
  lasts = USUAL,
  locale,
  config: path,
  json,
}: Invocation): Promise<number> {
  const lastsMs = lastingMs(lasts)
  return withStore(path, async (store, config) => {
    const live = await store.forms.live(id)
    if (!live) return sayMissing(id, await store.forms.ids(), config)
    const secret = await secretOf(store, config)
    if (secret === undefined) {
      console.error('There is nothing to sign with yet. `gatehouse start` makes it, once.')
      return 1
    }
    const until = Date.now() + lastsMs
    const token = await mintPreview(secret, id, until)
    const url = new URL(paths.hosted(id), config.publicUrl)
    if (locale !== undefined) url.searchParams.set('locale', locale)
    url.searchParams.set('preview', token)
    const ends = new Date(until).toISOString()
    if (json)
      console.log(JSON.stringify({ form: id, version: live.version, url: url.href, preview: token, until: ends }))
    else {
      // As with a snippet, only what is to be used goes where a pipe takes it.
      console.log(url.href)
      console.error(`\nWhat is sent from there is checked, and nothing of it is kept or delivered, until ${ends}.`)
      console.error(`In a page, the element has the same with this attribute: preview="${token}"`)
    }
    return 0
  })
}

function lastingMs(text: string): number {
  const { success, data: ms } = duration.safeParse(text)
  if (success && ms > 0 && ms <= LONGEST_DAYS * DAY_MS) return ms
  throw new Misuse(
    `A preview cannot last "${text}". Write a time with its unit, e.g. \`2h\` or \`${USUAL}\`; the longest is ${LONGEST_DAYS}d.`,
  )
}
