/**
 * Runs the demo: two emulated upstreams and the proxy, each a process of its own, and the demo site on a fourth address.
 * Everything it writes goes into a folder of its own, which is removed at the end.
 */
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProgram } from './program.ts'
import { serveSite } from './site-server.ts'

const ADDRESSES = [
  { name: 'proxy', variable: 'PORT', usual: 8787 },
  { name: 'site', variable: 'SITE_PORT', usual: 8080 },
  { name: 'bolten', variable: 'BOLTEN_PORT', usual: 8790 },
  { name: 'bolddesk', variable: 'BOLDDESK_PORT', usual: 8791 },
] as const

const UPSTREAMS = ['bolten', 'bolddesk'] as const
const FORMS = ['contato', 'tudo', 'ticket']

type Name = (typeof ADDRESSES)[number]['name']

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const ports = Object.fromEntries(
  ADDRESSES.map(({ name, variable, usual }) => [name, Number(process.env[variable] ?? usual)]),
) as Record<Name, number>
const url = (name: Name) => `http://localhost:${ports[name]}`

await checkPorts()
const folder = await workFolder()
const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
let ending: Promise<void> | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))

const madeUp = () => `demo-${randomBytes(18).toString('base64url')}`
const secrets = { BOLTEN_API_KEY: madeUp(), BOLDDESK_API_KEY: madeUp() }
const ended = (name: string) => () => {
  if (!ending) console.error(`The ${name} has ended, and the demo with it.`)
  end(1)
}
for (const name of UPSTREAMS) {
  const environment = { ...secrets, [`${name.toUpperCase()}_PORT`]: String(ports[name]) }
  stops.unshift(startProgram(path('upstream.js'), [name], environment, ended(`emulated ${name}`)).stop)
}
const proxy = startProgram(
  path('../proxy/cli.js'),
  ['start', '--config', join(folder, 'gatehouse.yaml')],
  { ...secrets, PORT: String(ports.proxy) },
  ended('proxy'),
)
stops.unshift(proxy.stop)
const upstreams = { bolten: url('bolten'), bolddesk: url('bolddesk') }
const site = await serveSite({
  ...{ folder: path('../site/'), pages: path('../../demo/pages/') },
  ...{ port: ports.site, proxy: url('proxy'), rewrite, upstreams },
})
stops.unshift(site.stop)

await formsAreServed()
if (!ending) sayWhatToTry()

/** The demo's files name the usual addresses; they get those in use. */
function rewrite(text: string): string {
  return text.replace(/localhost:(\d+)/g, (address, port) => {
    const found = ADDRESSES.find(({ usual }) => String(usual) === port)
    return found ? `localhost:${ports[found.name]}` : address
  })
}

async function checkPorts(): Promise<void> {
  const wrong = ADDRESSES.filter(
    ({ name }) => !Number.isInteger(ports[name]) || ports[name] < 1 || ports[name] > 65_535,
  )
  for (const { name, variable } of wrong) console.error(`${variable} should be a port for the ${name}: 1 to 65535.`)
  let busy = wrong.length > 0
  for (const { name, variable } of ADDRESSES) {
    if (wrong.some((address) => address.name === name) || (await isFree(ports[name]))) continue
    busy = true
    const other = `${variable}=${ports[name] + 100} npm start`
    console.error(`Port ${ports[name]} (the ${name}) is busy: end what uses it, or choose another one: ${other}`)
  }
  if (busy) process.exit(1)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

async function workFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'gatehouse-demo-'))
  const sources = path('../../demo/')
  await cp(join(sources, 'gatehouse.yaml'), join(made, 'gatehouse.yaml'))
  await cp(join(sources, 'forms'), join(made, 'forms'), { recursive: true })
  for (const entry of await readdir(made, { recursive: true })) {
    if (!entry.endsWith('.yaml')) continue
    const file = join(made, entry)
    await writeFile(file, rewrite(await readFile(file, 'utf8')))
  }
  return made
}

/** The first publication waits for the schemas, and those for each upstream's pace. */
async function formsAreServed(): Promise<void> {
  for (const form of FORMS) {
    while (
      !ending &&
      !(await fetch(`${url('proxy')}/v1/forms/${form}`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function sayWhatToTry(): void {
  const patch = (name: Name, change: object) =>
    `curl -X PATCH ${url(name)}/_emulator/switches -d '${JSON.stringify(change)}'`
  console.log(`
Gatehouse, with an emulated Bolten and an emulated BoldDesk behind it

  ${url('site')}/
    a solar installer's page: send the form, and watch the lead arrive in Bolten beside it
  ${url('site')}/demo/site/ticket.html
    a bookbinder's page: a ticket with files, and choices that follow each other; it arrives in BoldDesk
  ${url('site')}/demo/site/tudo.html
    the one-line embed, in another style: every field of the project
  ${url('site')}/demo/pages/index.html
    the form on pages that make it hard, one a page, with what to write there
  ${url('proxy')}/v1/forms/ticket
    what a browser gets of a form; the proxy alone holds the keys
  ${url('bolten')}/_emulator/records, ${url('bolddesk')}/_emulator/records
    what the two have

Try, and then send a form:
  Bolten refuses three calls: the lead waits, and arrives; tickets are not held up
    ${patch('bolten', { faults: [{ kind: 'status', status: 429, method: 'POST', times: 3 }] })}
  Bolten forgets a field without a word, as it does when one is renamed: its value arrives in the notes (Observação)
    ${patch('bolten', { forgets: ['Telefone'] })}
  It forgets the notes too: the lead is held for a person
    ${patch('bolten', { forgets: ['Telefone', 'Observação'] })}
  BoldDesk makes a ticket and hangs up before it says so: it is looked for, and not made twice
    ${patch('bolddesk', { faults: [{ kind: 'reset', method: 'POST', path: '/tickets', afterCommit: true }] })}
  BoldDesk makes a ticket and loses its files: they follow in a reply
    ${patch('bolddesk', { attachments: 'fail-on-create' })}
  The account is suspended: tickets wait for a person, leads go on
    ${patch('bolddesk', { suspended: true })}
  What to paste into a page of your own, whose site stands in the form's \`sites\`
    npm run gatehouse -- forms snippet contato --config ${join(folder, 'gatehouse.yaml')}
  What Gatehouse keeps of each
    npm run gatehouse -- submissions list --config ${join(folder, 'gatehouse.yaml')}

Ctrl-C ends all of it.
`)
}

function end(code: number): Promise<void> {
  ending ??= (async () => {
    for (const stop of stops) await stop().catch(() => {})
    process.exit(code)
  })()
  return ending
}
