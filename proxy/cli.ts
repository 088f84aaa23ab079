#!/usr/bin/env node
/** A rim: the command line. Exit code 0 only when all is well. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { didYouMean } from '../src/contract/nearest.ts'
import type { Invocation } from './commands/invocation.ts'

interface Command {
  readonly usage: string
  readonly summary: string
  /** Loaded only when it is asked for. Resolves with the exit code. */
  load(): Promise<(invocation: Invocation) => Promise<number>>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    usage: 'start',
    summary: 'run the proxy',
    load: async () => (await import('./commands/start.ts')).start,
  },
  init: {
    usage: 'init',
    summary: 'write a gatehouse.yaml and a first form to begin with',
    load: async () => (await import('./commands/init.ts')).init,
  },
  schema: {
    usage: 'schema <connection> [entity]',
    summary: 'show what the key reaches: components, then the fields of an entity',
    load: async () => (await import('./commands/schema.ts')).schema,
  },
  forms: {
    usage: 'forms validate [--offline]',
    summary: 'check every form, and against the live schema unless offline',
    load: async () => (await import('./commands/forms.ts')).forms,
  },
  submissions: {
    usage: 'submissions list [--state <state>] | show <id>',
    summary: 'look at what was received and where it is',
    load: async () => (await import('./commands/submissions.ts')).submissions,
  },
}

/** Named by the contract; their rooms come later. */
const UNBUILT = ['doctor', 'store', 'studio']

// A reader that left (`| head`) is no fault. The proxy goes on without its log; a command has nobody left to tell.
process.stdout.on('error', () => {
  if (process.argv[2] !== 'start') process.exit(0)
})

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch (error) {
    return complain((error as Error).message)
  }
  const { values, positionals } = parsed
  const [name, ...args] = positionals
  if (values.version) return tell(version())
  if (values.help || name === undefined) return tell(help())
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    if (UNBUILT.includes(name)) return complain(`\`gatehouse ${name}\` is not built yet.`)
    return complain(`There is no command "${name}".${didYouMean(name, Object.keys(COMMANDS))} See gatehouse --help.`)
  }
  const run = await command.load()
  return run({
    args,
    config: values.config ?? 'gatehouse.yaml',
    json: values.json === true,
    offline: values.offline === true,
    ...(values.state !== undefined && { state: values.state }),
  })
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      config: { type: 'string', short: 'c' },
      json: { type: 'boolean' },
      offline: { type: 'boolean' },
      state: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  })
}

function help(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length)) + 2
  const commands = Object.values(COMMANDS).map(({ usage, summary }) => `  ${usage.padEnd(width)}${summary}`)
  return [
    'gatehouse <command> [--config gatehouse.yaml] [--json]',
    '',
    ...commands,
    `  ${'--help, --version'.padEnd(width)}this, and which Gatehouse it is`,
  ].join('\n')
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return JSON.parse(manifest).version
}

function tell(text: string): number {
  console.log(text)
  return 0
}

function complain(text: string): number {
  console.error(text)
  return 2
}
