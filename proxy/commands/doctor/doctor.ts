/** `gatehouse doctor`: all that delivery needs, looked at, each with its mend. Works while the proxy runs. */
import { loadConfig } from '../../config.ts'
import { loadForms } from '../../forms/files.ts'
import { uploadsOf } from '../../node/upload-folder.ts'
import type { Fault } from '../../node/yaml-file.ts'
import { faultText } from '../../node/yaml-file.ts'
import type { Invocation } from '../invocation.ts'
import { checkAlerts } from './alerts.ts'
import { checkConnections } from './connections.ts'
import type { Finding } from './finding.ts'
import { fail, findingText, ok } from './finding.ts'
import { checkForms } from './forms.ts'
import { checkProxies } from './proxies.ts'
import { checkStore } from './store.ts'

export async function doctor({ config: path, json }: Invocation): Promise<number> {
  const findings: Finding[] = []
  for await (const finding of examine(path)) {
    findings.push(finding)
    if (!json) console.log(findingText(finding))
  }
  const all = { ok: 0, warn: 0, fail: 0 }
  for (const { state } of findings) all[state]++
  if (json) console.log(JSON.stringify({ ok: all.fail === 0, findings }))
  else console.log(`\n${all.ok} well, ${all.warn} to know, ${all.fail} to mend.`)
  return all.fail === 0 ? 0 : 1
}

/** Each as soon as it is known: upstreams are asked at their pace. */
async function* examine(path: string): AsyncGenerator<Finding> {
  const loaded = loadConfig(path, process.env)
  if (!loaded.ok) return yield* faulty('config', loaded.faults)
  const config = loaded.value
  yield ok('config', `${config.file}; connections: ${config.connections.map(({ name }) => name).join(', ')}`)

  const forms = loadForms(config.forms, config.connections)
  if (forms.ok) yield ok('forms', `${forms.value.map(({ id }) => id).join(', ') || 'none'}; from ${config.forms}`)
  else yield* faulty('forms', forms.faults)

  const served = yield* checkStore(config)
  yield* checkAlerts(config)
  yield checkProxies(config)
  const live = yield* checkConnections(config)
  if (forms.ok && live) yield* checkForms(forms.value, live, served, uploadsOf(config.database))
}

function* faulty(check: string, faults: readonly Fault[]): Generator<Finding> {
  for (const fault of faults) yield fail(check, faultText(fault), 'Mend that line.')
}
