/** The panel beside the form: what the emulated Bolten has received, as it arrives. */

interface Arrived {
  readonly id: string
  readonly entity: 'opportunity' | 'contact'
  readonly attributes: Readonly<Record<string, unknown>>
}

const EVERY_MS = 500

const NAMES: Readonly<Record<Arrived['entity'], string>> = { opportunity: 'Oportunidade', contact: 'Contato' }

const panel = document.querySelector<HTMLElement>('.arrived')
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
  say(`O recibo veio em ${seconds(acceptedAt - clickedAt)}. O registro está a caminho, no ritmo que o Bolten permite…`)
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
  const { records }: { records: readonly Arrived[] } = await (await fetch('/arrived')).json()
  const known = seen
  seen = new Set(records.map(({ id }) => id))
  const fresh = known ? records.filter(({ id }) => !known.has(id)) : []
  list?.prepend(...fresh.map(drawn))
  if (acceptedAt && fresh.some(({ entity }) => entity === 'opportunity')) {
    say(`Do clique ao registro: ${seconds(performance.now() - clickedAt)}.`)
    acceptedAt = 0
  }
}

function drawn({ entity, attributes }: Arrived): HTMLElement {
  const record = element('article', 'record', element('h3', '', NAMES[entity]))
  const rows = Object.entries(attributes).map(([label, value], index) => {
    const row = element('div', '', element('dt', '', label), element('dd', '', shown(value)))
    row.style.setProperty('--row', String(index))
    return row
  })
  record.append(element('dl', '', ...rows))
  return record
}

/** A linked record stands in its field as an object: its name is what people know it by. */
function shown(value: unknown): string {
  if (value === true) return 'sim'
  if (typeof value === 'object' && value !== null) return String('Nome' in value ? value.Nome : JSON.stringify(value))
  return String(value)
}

function say(words: string): void {
  if (state) state.textContent = words
}

function seconds(ms: number): string {
  return `${(ms / 1000).toLocaleString('pt-BR', { maximumFractionDigits: 2 })} s`
}

function element(name: string, className: string, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  made.append(...children)
  return made
}
