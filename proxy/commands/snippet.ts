/** `gatehouse forms snippet`: what to paste into a page, and what else has to be so for it to work there. */
import type { PublicForm } from '../../src/contract/form.ts'
import { didYouMean } from '../../src/contract/nearest.ts'
import { loadAssets } from '../assets/assets.ts'
import type { Config } from '../config.ts'
import type { LiveForm } from '../forms/form-store.ts'
import { shownForm } from '../forms/shown.ts'
import { plainStyles } from '../hosted/looks.ts'
import type { Kind } from '../hosted/snippet.ts'
import { KINDS, snippets } from '../hosted/snippet.ts'
import { widgetFolder } from '../node/program.ts'
import { USUAL_LIMITS } from '../uploads/limits.ts'
import type { Invocation } from './invocation.ts'
import { Misuse } from './invocation.ts'
import { sayMissing } from './missing-form.ts'
import { withStore } from './open-store.ts'

export async function snippet({
  args: [id = ''],
  kind = 'element',
  locale,
  config: path,
  json,
}: Invocation): Promise<number> {
  if (!isKind(kind))
    throw new Misuse(`There is no kind "${kind}".${didYouMean(kind, KINDS)} There are: ${KINDS.join(', ')}.`)
  return withStore(path, async ({ forms }, config) => {
    const live = await forms.live(id)
    if (!live) return sayMissing(id, await forms.ids(), config)
    const limits = { ...config.uploads, files: USUAL_LIMITS.files }
    const { published, version } = live
    const form = await shownForm({ form: published, version }, locale, { env: { now: Date.now }, uploads: { limits } })
    const styles = kind === 'instant' ? plainStyles(await loadAssets(widgetFolder())) : ''
    const html = snippets[kind](form, { endpoint: config.publicUrl, locale, styles })
    const notes = notesOn(form, live, config, locale)
    if (json) console.log(JSON.stringify({ form: form.id, version, kind, locale: form.locale, html, notes }))
    else {
      // What is to be pasted goes where a pipe takes it, and nothing else does.
      process.stdout.write(html)
      for (const note of notes) console.error(`\n${note}`)
      const others = KINDS.filter((other) => other !== kind).map((other) => `--kind ${other}`)
      console.error(`\nOther ways to embed it: ${others.join(', ')}.`)
    }
    return 0
  })
}

const isKind = (word: string): word is Kind => KINDS.some((kind) => kind === word)

/** What the one who pastes it has to know or to mend, a sentence or two each. */
function notesOn(
  form: PublicForm,
  { published }: LiveForm,
  { publicUrl, file }: Config,
  locale: string | undefined,
): readonly string[] {
  return [
    sitesNote(published.sites, form.id),
    addressNote(new URL(publicUrl), file),
    locale !== undefined && locale !== form.locale && `There are no words in ${locale}: it is shown in ${form.locale}.`,
    form.closed,
  ].filter((note) => typeof note === 'string')
}

function sitesNote(sites: readonly string[], form: string): string {
  if (sites.includes('*')) return 'Pages of every site may send it.'
  const where = '`sites` in the file of the form'
  if (sites.length === 0) {
    return `No page but its own (/f/${form}) may send it yet: write the site of the page into ${where}, e.g. \`sites: [example.com]\`.`
  }
  return `Pages of these sites may send it: ${sites.join(', ')}. Another one has to stand in ${where}; until it does, its visitors are led to /f/${form}.`
}

/** An address that visitors' browsers cannot use is mended here, not in their pages. */
function addressNote({ href, protocol, hostname }: URL, file: string): string | false {
  const mend = `Set \`publicUrl\` in ${file} to the address that browsers reach the proxy at, and print it again.`
  if (/^(localhost|127\..*|\[::1\])$/.test(hostname)) return `${href} is reached from this machine only. ${mend}`
  return protocol === 'http:' && `A page on https loads nothing from ${href}. ${mend}`
}
