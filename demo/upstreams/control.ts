/** An emulator's own routes below `/_emulator`, for demos and tests in other processes. */
import type { Arrivals } from './arrivals.ts'
import type { Fault, Reply } from './faults.ts'
import { FAULT_KINDS } from './faults.ts'

export interface Controlled {
  readonly switches: { faults: Fault[] }
  readonly arrivals: Arrivals
  /** The newest first. */
  shown(): readonly unknown[]
  reset(): void
  /** By name, what this emulator can do besides when it is POSTed to. */
  readonly actions?: Readonly<Record<string, (body: unknown) => unknown>>
}

export function control(emulator: Controlled, method: string, path: string, body: string): Reply {
  const { actions = {} } = emulator
  const routes: Readonly<Record<string, (body: unknown) => unknown>> = {
    'GET /_emulator/switches': () => emulator.switches,
    'PATCH /_emulator/switches': (change) => setSwitches(emulator.switches, change as object),
    'GET /_emulator/records': () => ({ records: emulator.shown() }),
    'GET /_emulator/arrivals': () => ({ arrivals: emulator.arrivals.all, pace: emulator.arrivals.pace() }),
    'POST /_emulator/reset': () => emulator.reset(),
    ...Object.fromEntries(Object.entries(actions).map(([name, act]) => [`POST /_emulator/${name}`, act])),
  }
  const route = routes[`${method} ${path}`]
  if (!route)
    return { status: 404, json: { message: `No ${method} ${path}. There are: ${Object.keys(routes).join(', ')}` } }
  try {
    return { status: 200, json: route(body === '' ? undefined : JSON.parse(body)) }
  } catch (error) {
    return { status: 400, json: { message: error instanceof Error ? error.message : String(error) } }
  }
}

/** @throws {Error} for a switch or a fault that there is not; then nothing is changed. */
function setSwitches(switches: { faults: Fault[] }, change: { readonly faults?: readonly Fault[] }): unknown {
  const unknown = Object.keys(change).filter((name) => !Object.hasOwn(switches, name))
  if (unknown.length > 0)
    throw new Error(`No switch ${unknown.join(', ')}. There are: ${Object.keys(switches).join(', ')}`)
  for (const { kind } of change.faults ?? []) {
    if (!FAULT_KINDS.includes(kind)) throw new Error(`No fault ${kind}. There are: ${FAULT_KINDS.join(', ')}`)
  }
  return Object.assign(switches, change)
}
