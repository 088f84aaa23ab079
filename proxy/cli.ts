#!/usr/bin/env node
/** A rim: the command line. Exit code 0 only when all is well. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { didYouMean } from '../src/contract/nearest.ts'
import { commandHelp, groupHelp, help } from './commands/help.ts'
import type { Flag, Invocation } from './commands/invocation.ts'
import { EVERYWHERE, FLAGS, Misuse } from './commands/invocation.ts'
import type { Command } from './commands/table.ts'
import { COMMANDS, UNBUILT } from './commands/table.ts'
import { faultOf } from './delivery/fault.ts'

// A reader that left (`| head`) is no fault. The proxy goes on without its log; a command has nobody left to tell.
process.stdout.on('error', () => {
  if (process.argv[2] !== 'start') process.exit(0)
})

// Node would print the error's message, which may quote a key or an answer.
process.on('uncaughtException', (error) => {
  const { error: name, at = 'an unknown place' } = faultOf(error)
  console.error(`The program ended by an error that nobody caught: ${name} ${at}`)
  // EX_SOFTWARE of sysexits.h.
  process.exit(70)
})

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  const { values, words } = look(argv)
  if (values.version === true) return tell(version())
  if (words.length === 0) return tell(help())
  const name = nameOf(words)
  const command = name === undefined ? undefined : COMMANDS[name]
  if (name === undefined || !command) return withoutCommand(words, values.help === true)
  if (values.help === true) return tell(commandHelp(name, command))

  try {
    const invocation = parse(argv, name, command)
    return await (await command.load())(invocation)
  } catch (error) {
    if (error instanceof Misuse) return complain(`${error.message} See gatehouse ${name} --help.`)
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
}

/** Finds the command's name, whatever flags stand before it. */
function look(argv: readonly string[]) {
  const options = {
    ...EVERYWHERE,
    version: { type: 'boolean', short: 'v' },
    ...optionsOf(Object.keys(FLAGS) as Flag[]),
  } as const
  const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, strict: false, options })
  return { values, words: positionals }
}

/** Two words or one. */
function nameOf(words: readonly string[]): string | undefined {
  return [words.slice(0, 2).join(' '), words[0] ?? ''].find((name) => Object.hasOwn(COMMANDS, name))
}

function withoutCommand(words: readonly string[], asked: boolean): number {
  const [first = '', second = ''] = words
  const name = [`${first} ${second}`, first].find((each) => UNBUILT.includes(each))
  if (name !== undefined) return complain(`\`gatehouse ${name}\` is not built yet.`)
  const names = Object.keys(COMMANDS)
  const group = names.filter((each) => each.startsWith(`${first} `))
  if (group.length === 0) {
    const firsts = new Set(names.map((each) => each.split(' ')[0] ?? ''))
    return complain(`There is no command "${first}".${didYouMean(first, firsts)} See gatehouse --help.`)
  }
  if (asked) return tell(groupHelp(first))
  if (second === '') return complain(groupHelp(first))
  const seconds = group.map((each) => each.slice(first.length + 1))
  return complain(`There is no "${first} ${second}".${didYouMean(second, seconds)} There are: ${seconds.join(', ')}.`)
}

/** @throws {Misuse} for what the command does not take. */
function parse(argv: readonly string[], name: string, { takes = [], flags = [] }: Command): Invocation {
  const { config, json, help: _, words, ...given } = read(argv, flags)
  const args = words.slice(name.split(' ').length)
  if (takes[args.length]?.startsWith('<')) throw new Misuse(`Say which: gatehouse ${name} ${takes.join(' ')}.`)
  if (args.length > takes.length) throw new Misuse(`What is "${args[takes.length]}"?`)
  return { ...(given as Partial<Invocation>), args, config: `${config ?? 'gatehouse.yaml'}`, json: json === true }
}

function read(argv: readonly string[], flags: readonly Flag[]) {
  const options = { ...EVERYWHERE, json: { type: 'boolean' }, ...optionsOf(flags) } as const
  try {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options })
    return { ...values, words: positionals }
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    // Behind its first sentence, Node explains how to pass a word that begins with a dash.
    const [, wrong = ''] = /^Unknown option '-*([^']*)'/.exec(message) ?? []
    throw new Misuse(`${message.split(/\.\s/, 1)[0]?.replace(/\.$/, '')}.${didYouMean(wrong, Object.keys(options))}`)
  }
}

function optionsOf(flags: readonly Flag[]) {
  return Object.fromEntries(flags.map((flag) => [flag, { type: FLAGS[flag].type }]))
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
