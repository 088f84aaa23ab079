/** `gatehouse submissions list | show`: what was received and where it is. Works while the proxy runs. */

import { didYouMean } from '../../src/contract/nearest.ts'
import { loadConfig } from '../config.ts'
import type { Kept, Outbox, State } from '../outbox/outbox.ts'
import { STATES } from '../outbox/outbox.ts'
import { openSqlite } from '../outbox/sqlite/open.ts'
import type { Invocation } from './invocation.ts'
import { loadOrSay } from './load.ts'

const UNBUILT = ['retry', 'approve', 'reject', 'resolve', 'erase', 'export']
const PAGE = 50

export async function submissions(invocation: Invocation): Promise<number> {
  const [what = 'list', id] = invocation.args
  if (UNBUILT.includes(what)) return wrong(`\`gatehouse submissions ${what}\` is not built yet.`)
  if (what !== 'list' && what !== 'show') return wrong('gatehouse submissions list | show <id>')
  if (what === 'show' && id === undefined)
    return wrong('Name a submission: `gatehouse submissions list` shows their ids.')
  const { state } = invocation
  if (state !== undefined && !isState(state)) {
    return wrong(`There is no state "${state}".${didYouMean(state, STATES)} There are: ${STATES.join(', ')}.`)
  }
  const config = loadOrSay(loadConfig(invocation.config, process.env))
  if (!config) return 1
  const store = await openSqlite({ file: config.database, own: false })
  try {
    return what === 'list'
      ? await list(store.outbox, state, invocation.json)
      : await show(store.outbox, id ?? '', invocation.json)
  } finally {
    await store.close()
  }
}

async function list(outbox: Outbox, state: State | undefined, json: boolean): Promise<number> {
  const rows = await outbox.list({ ...(state && { state }), limit: PAGE })
  if (json) {
    for (const row of rows) console.log(JSON.stringify(row))
    return 0
  }
  const counts = await outbox.counts()
  console.log(STATES.map((each) => `${each} ${counts[each]}`).join('  '))
  for (const row of rows) {
    console.log(
      `${row.id}  ${row.reference}  ${time(row.receivedAt)}  ${row.form}  ${row.state}${row.reason ? ` (${row.reason})` : ''}`,
    )
  }
  return 0
}

async function show(outbox: Outbox, id: string, json: boolean): Promise<number> {
  const kept = await outbox.get(id)
  if (!kept) {
    console.error(`There is no submission ${id}.`)
    return 1
  }
  const history = await outbox.history(id)
  if (json) {
    console.log(JSON.stringify({ ...kept, history }))
    return 0
  }
  console.log(heading(kept))
  for (const { at, state, reason, attempt, step } of history) {
    const notes = [reason, step && `step ${step}`, attempt > 0 && `attempt ${attempt}`].filter(Boolean).join(', ')
    console.log(`  ${time(at)}  ${state}${notes ? `  ${notes}` : ''}`)
  }
  return 0
}

function heading(kept: Kept): string {
  const lines = [`${kept.reference}  ${kept.id}`, `  form ${kept.form}, version ${kept.version}, ${kept.state}`]
  for (const [step, { id }] of Object.entries(kept.results)) if (id) lines.push(`  ${step}: ${id} upstream`)
  if (kept.words) lines.push(`  the upstream said: ${oneLine(kept.words)}`)
  if (kept.amends) lines.push(`  amends ${kept.amends}`)
  return lines.join('\n')
}

/** What came from outside must not steer a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
}

function time(at: number): string {
  return new Date(at).toISOString()
}

function isState(text: string): text is State {
  return (STATES as readonly string[]).includes(text)
}

function wrong(text: string): number {
  console.error(text)
  return 2
}
