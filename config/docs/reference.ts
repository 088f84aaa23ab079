/** `docs/reference.md`: everything that Gatehouse shows of itself, by name. */

import { FLAGS } from '../../proxy/commands/invocation.ts'
import type { Command } from '../../proxy/commands/table.ts'
import { COMMANDS } from '../../proxy/commands/table.ts'
import { ISSUE_CODES } from '../../src/contract/form.ts'
import { PROBLEMS } from '../../src/contract/wire.ts'
import type { ElementDescription } from '../manifest/describe.ts'
import { configSchema, formSchema } from '../schemas/json-schema.ts'
import { keysTable } from './keys.ts'
import { code, table, WRITTEN } from './markdown.ts'
import { packageTable } from './package.ts'
import { routes } from './routes.ts'

/** `exported` are the `exports` of `package.json`. */
export function referencePage(element: ElementDescription, exported: Readonly<Record<string, unknown>>): string {
  const sections: readonly (readonly [heading: string, ...texts: string[]])[] = [
    ['Element', ...elementSections(element)],
    ['Package', packageTable(exported)],
    [
      'Routes',
      'Below the path of `publicUrl`.',
      table(
        ['path', 'methods', 'does'],
        routes().map(({ path, methods, does }) => [code(path), methods, does]),
      ),
      `An error is \`application/problem+json\`, whose \`type\` ends in one of: ${listOf(Object.entries(PROBLEMS), ([name, status]) => `\`${name}\` ${status}`)}.`,
      `What is wrong with an answer is a code: ${listOf(ISSUE_CODES, code)}.`,
    ],
    [
      'Commands',
      'Each takes `--config <file>`, and has its own `--help`.',
      table(['command', 'does', 'flags'], Object.entries(COMMANDS).map(commandRow)),
    ],
    [
      '`gatehouse.yaml`',
      'Editors complete and check it by its first line, with the path from the file to the package:',
      '```yaml\n# yaml-language-server: $schema=./node_modules/gatehouse/dist/schemas/gatehouse.schema.json\n```',
      keysTable(configSchema()),
    ],
    [
      '`forms/*.yaml`',
      '```yaml\n# yaml-language-server: $schema=../node_modules/gatehouse/dist/schemas/form.schema.json\n```',
      keysTable(formSchema()),
    ],
  ]
  const body = sections.map(([heading, ...texts]) => [`## ${heading}`, ...texts].join('\n\n'))
  return `${['# Reference', WRITTEN, ...body].join('\n\n')}\n`
}

function elementSections(element: ElementDescription): readonly string[] {
  const { attributes, properties, methods, events, slots, parts, cssProperties } = element
  return [
    `\`<${element.tag}>\`: ${element.description}`,
    table(
      ['attribute', 'is', 'means'],
      attributes.map(({ name, type, description }) => [code(name), code(type), description]),
    ),
    'Every attribute but those with a hyphen is a property of the same name too. More properties:',
    table(
      ['property', 'is', 'means'],
      properties.map(({ name, type, description, isReadonly }) => [
        code(name),
        `${code(type)}${isReadonly ? ', read only' : ''}`,
        description,
      ]),
    ),
    table(
      ['method', 'gives', 'does'],
      methods.map(({ name, parameters, returns, description }) => [
        code(`${name}(${parameters})`),
        code(returns),
        description,
      ]),
    ),
    'Events bubble, are composed and never carry an answer:',
    table(
      ['event', 'class', 'says', 'means'],
      events.map(({ name, type, fields, description }) => [
        code(name),
        code(type),
        listOf(fields, (field) => code(`${field.name}: ${field.type}`)),
        description,
      ]),
    ),
    table(
      ['slot', 'holds'],
      slots.map(({ name, description }) => [name ? code(name) : '(what stands inside)', description]),
    ),
    'Parts, for `::part(…)`:',
    table(
      ['part', 'is'],
      parts.map(({ name, description }) => [code(name), description]),
    ),
    table(
      ['custom property', 'usual', 'means'],
      cssProperties.map(({ name, default: usual, description }) => [code(name), code(usual), description]),
    ),
  ]
}

function commandRow([name, { takes = [], flags = [], json, summary }]: [string, Command]): readonly string[] {
  const own = flags.map((flag) => {
    const known = FLAGS[flag]
    return `${code(`--${flag}${'value' in known ? ` ${known.value}` : ''}`)} ${known.says}`
  })
  return [code(['gatehouse', name, ...takes].join(' ')), summary, [...own, ...(json ? ['`--json`'] : [])].join('; ')]
}

function listOf<Item>(items: readonly Item[], shown: (item: Item) => string): string {
  return items.map(shown).join(', ')
}
