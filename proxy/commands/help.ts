/** The command line's help, drawn from the table. */
import { FLAGS } from './invocation.ts'
import type { Command } from './table.ts'
import { COMMANDS } from './table.ts'

export function help(): string {
  return [
    'gatehouse <command> [--config gatehouse.yaml] [--json]',
    '',
    ...columns([
      ...Object.entries(COMMANDS).map(([name, command]) => [usage(name, command), command.summary] as const),
      ['--help, --version', 'this, and which Gatehouse it is'],
    ]),
    '',
    'Each command has its own --help.',
  ].join('\n')
}

/** Of the commands that begin with the same word. */
export function groupHelp(first: string): string {
  const group = Object.entries(COMMANDS).filter(([name]) => name.startsWith(`${first} `))
  return columns(group.map(([name, command]) => [`gatehouse ${usage(name, command)}`, command.summary])).join('\n')
}

export function commandHelp(name: string, command: Command): string {
  const flags = (command.flags ?? []).map((flag): readonly [string, string] => {
    const { says, ...known } = FLAGS[flag]
    return [`--${flag}${'value' in known ? ` ${known.value}` : ''}`, says]
  })
  return [
    `gatehouse ${usage(name, command)}`,
    '',
    ...paragraph(command),
    '',
    ...columns([
      ...flags,
      ['--config <file>, -c', 'which gatehouse.yaml; the one in this folder, if not said'],
      ...(command.json ? ([['--json', 'for machines']] as const) : []),
    ]),
  ].join('\n')
}

function usage(name: string, { takes = [], flags = [] }: Command): string {
  return [name, ...takes, ...(flags.length > 0 ? ['[flags]'] : [])].join(' ')
}

function paragraph({ summary, more = [] }: Command): readonly string[] {
  return [`${summary[0]?.toUpperCase()}${summary.slice(1)}.`, ...more]
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)
}
