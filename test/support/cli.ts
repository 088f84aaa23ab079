/** The command line as a process of its own, built from its source, in a folder with a `gatehouse.yaml`. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { bundleTogether } from './bundle.ts'

export interface Said {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface Desk {
  readonly folder: string
  /** Where the store is, once something made it. */
  readonly database: string
  readonly write: (file: string, text: string) => void
  run(...args: readonly string[]): Promise<Said>
  /** As `run`, with more in the environment. */
  runWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Said>
}

/** The configuration, if no other is given. */
export const USUAL = `connections:
  crm:
    upstream: bolten
    components: { opportunity: 7f0c0000-0000-4000-8000-000000000001, contact: 91ab0000-0000-4000-8000-000000000002 }
    key: { env: DESK_KEY }
alerts: none
`

/** A fresh folder that goes when the test ends, and the command line in it. */
export async function openDesk(config = USUAL): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-desk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const cli = await program()
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  write('gatehouse.yaml', config)
  mkdirSync(join(folder, 'forms'))
  const runWith: Desk['runWith'] = (env, ...args) =>
    new Promise((resolve) => {
      const options = {
        cwd: folder,
        env: { PATH: process.env.PATH, DESK_KEY: 'sk_test_desk', ...env },
        timeout: 60_000,
        maxBuffer: 256 * 2 ** 20,
      }
      const child = execFile(process.execPath, [cli, ...args], options, (_error, stdout, stderr) =>
        resolve({ status: child.exitCode ?? -1, stdout, stderr }),
      )
    })
  return {
    ...{ folder, write, runWith },
    database: join(folder, 'data', 'gatehouse.db'),
    run: (...args) => runWith({}, ...args),
  }
}

let built: Promise<string> | undefined

/** With its writer beside it, as the build lays them. */
function program(): Promise<string> {
  built ??= bundleTogether({ cli: 'proxy/cli.ts', writer: 'proxy/outbox/sqlite/writer.ts' }).then((folder) =>
    fileURLToPath(new URL('cli.js', folder)),
  )
  return built
}
