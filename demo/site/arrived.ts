/** The panel beside a form: what the emulated upstream has received, as it arrives. */
import type { Arrived, Row } from './records.ts'
import { VIEWS } from './records.ts'

const EVERY_MS = 500

const panel = document.querySelector<HTMLElement>('.arrived')
const view = VIEWS[panel?.dataset.upstream === 'bolddesk' ? 'bolddesk' : 'bolten']
const state = panel?.querySelector('.state')
const list = panel?.querySelector('.records')

let clickedAt = 0
/** When the proxy took the submission whose record is still on its way. */
let acceptedAt = 0
/** Records that were there before the page was; undefined until the first look. */
let seen: Set<string> | undefined

addEventListener('gatehouse-before-submit', () => {
  clickedAt = performance.now()
})

addEventListener('gatehouse-accepted', () => {
  acceptedAt = performance.now()
  say(view.accepted(seconds(acceptedAt - clickedAt)))
})

void watch()

async function watch(): Promise<void> {
  for (;;) {
    // Without a reply there is nothing new to show; the next look may bring it.
    if (!document.hidden) await look().catch(() => undefined)
    await new Promise((done) => setTimeout(done, EVERY_MS))
  }
}

async function look(): Promise<void> {
  const reply = await fetch(`/arrived/${view.upstream}`)
  const { records }: { records: readonly Arrived[] } = await reply.json()
  const known = seen
  seen = new Set(records.map(({ id }) => id))
  const fresh = known ? records.filter(({ id }) => !known.has(id)) : []
  list?.prepend(...fresh.map(drawn))
  if (acceptedAt && fresh.some(({ entity }) => entity === view.main)) {
    say(view.arrived(seconds(performance.now() - clickedAt)))
    acceptedAt = 0
  }
}

function drawn(arrived: Arrived): HTMLElement {
  const rows = view.rows(arrived).map(drawnRow)
  const title = element('h3', '', view.titles[arrived.entity] ?? arrived.entity)
  return element('article', 'record', title, element('dl', '', ...rows))
}

function drawnRow([label, value]: Row, index: number): HTMLElement {
  const row = element('div', '', element('dt', '', label), element('dd', '', value))
  row.style.setProperty('--row', String(index))
  return row
}

function say(words: string): void {
  if (state) state.textContent = words
}

function seconds(ms: number): string {
  return `${(ms / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 })} s`
}

function element(name: string, className: string, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  made.append(...children)
  return made
}
