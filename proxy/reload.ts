/**
 * Puts one generation in the place of another while requests come in. The old one has ended its calls before the new one
 * makes any, so that each key keeps its pace and no submission has two workers; requests meet the old one until the new
 * one can answer. Settings that are wrong change nothing.
 */
import type { Handler } from './app.ts'
import type { Config, Loaded } from './config.ts'
import type { Generation, Settings } from './generation.ts'
import type { Log } from './log.ts'

export interface Succession {
  readonly current: Generation
  fetch: Handler['fetch']
  /** Reads the settings anew and resolves once they are in force, or were refused. Never rejects. */
  reload(): Promise<void>
  /** Within 10 s. */
  stop(): Promise<void>
}

export interface SuccessionDeps {
  readonly first: Settings
  readonly open: (settings: Settings) => Promise<Generation>
  /** The settings at this moment, or everything that is wrong with them. */
  readonly read: () => Loaded<Settings>
  /** Neither the new settings nor those before can be used any more: nothing is delivered. */
  readonly failed: (cause: unknown) => void
  readonly log: Log
}

/** Opens the first generation and starts it. Rejects when that cannot be opened. */
export async function startSuccession({ first, open, read, failed, log }: SuccessionDeps): Promise<Succession> {
  let settings = first
  let current = await open(first)
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let asked: Promise<void> | undefined
  current.start()

  async function replace(): Promise<void> {
    asked = undefined
    const fresh = attempt(read)
    if (!fresh.ok) return refuse(fresh.faults)
    if (stopped) return
    await current.stop()
    if (stopped) return
    try {
      current = await open(fresh.value)
      for (const key of keptUntilRestart(first.config, fresh.value.config))
        log('warn', { event: 'restart-needed', key })
      settings = fresh.value
      log('info', { event: 'reloaded' })
    } catch (cause) {
      log('error', { event: 'reload-failed', cause })
      current = await open(settings)
    }
    if (!stopped) current.start()
  }

  function refuse(faults: readonly object[]): void {
    for (const fault of faults) log('error', { event: 'reload-refused', ...fault })
  }

  return {
    get current() {
      return current
    },
    fetch: (request, peer) => current.proxy.fetch(request, peer),
    reload() {
      // What changes while one reload is under way is seen by the next; more than one next is never needed.
      asked ??= running.then(() => {
        running = replace().catch(failed)
        return running
      })
      return asked
    },
    async stop() {
      stopped = true
      await current.stop()
    },
  }
}

/** What the process took when it started, and has in use. */
const LASTING = ['database', 'listen', 'secret', 'admin'] as const satisfies readonly (keyof Config)[]

function keptUntilRestart(before: Config, after: Config): readonly string[] {
  return LASTING.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
}

function attempt(read: () => Loaded<Settings>): Loaded<Settings> {
  try {
    return read()
  } catch (cause) {
    return { ok: false, faults: [{ file: '', key: '', message: String(cause) }] }
  }
}
