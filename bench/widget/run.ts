/** Rounds of loads, each variant once a round, in an order that turns round; then the table, into `docs/size.md` too. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { openBrowser } from '../../test/support/browser.ts'
import { openStage } from '../../test/support/stage.ts'
import type { Cost } from './load.ts'
import { load } from './load.ts'
import { openSite } from './site.ts'
import { missed, table } from './table.ts'
import { bareScripts, form, variantsFor } from './variants.ts'

const DOCUMENT = 'docs/size.md'
const MARKER = '<!-- bench -->'

export async function run(rounds: number): Promise<void> {
  const files: Record<string, string> = { ...(await bareScripts()) }
  const stage = await openStage({ forms: { medida: form } })
  const site = await openSite(files)
  const browser = await openBrowser()
  try {
    const markup = await (await fetch(`${stage.proxy}/v1/forms/medida.html`)).text()
    const variants = variantsFor(stage.proxy, markup)
    variants.forEach(({ page }, index) => {
      files[`/${index}`] = page
    })
    const context = await browser.newContext({ locale: 'pt-BR' })
    const loads = new Map<string, Cost[]>(variants.map(({ name }) => [name, []]))
    // The first round warms up, and does not count.
    for (let round = 0; round <= rounds; round++) {
      const order = [...variants.entries()]
      for (const [index, { name }] of round % 2 ? order.reverse() : order) {
        const cost = await load(context, `${site.url}/${index}`)
        if (round > 0) loads.get(name)?.push(cost)
      }
      say(`round ${round} of ${rounds}`)
    }
    const text = `${table(variants, loads)}\n\n${conditions(rounds, browser.version())}\n`
    say(`\n${text}`)
    for (const line of missed(variants, loads)) say(`Missed: ${line}`)
    write(text)
  } finally {
    await browser.close()
    await site.close()
    await stage.close()
  }
}

const conditions = (rounds: number, version: string) =>
  `Medians of ${rounds} interleaved loads of the same six questions in one Chromium ${version}: processor at a quarter, 150 ms
latency, 1.6 Mbit/s, cache off, HTTP/1.1 from the same machine. Usable: the first frame in which an input has a box, can be
seen and takes the focus. Ratios are the median of the rounds' own. Long tasks are the page's; of ours are those of 50 ms or more that a script from the
proxy began, without the frame's own style and layout.`

/** Below the marker of the document, where there is one. */
function write(text: string): void {
  const [head, marker] = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8').split(new RegExp(`(${MARKER})`)) : []
  if (marker === undefined) say(`${DOCUMENT} has no ${MARKER}: nothing was written there.`)
  else writeFileSync(DOCUMENT, `${head}${MARKER}\n\n${text}`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
