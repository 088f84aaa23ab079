/**
 * Our own markup as data, for a script that makes elements of it: there are pages that take no HTML from a script
 * (https://www.w3.org/TR/trusted-types/).
 */
import type { PlainNode } from '../../src/contract/plain.ts'
import type { Markup } from './html.ts'
import { unescaped } from './html.ts'

type Within = PlainNode | string

/** Reads what `html` and `attributes` write, of one element; other HTML it does not know. */
export function treeOf(markup: Markup): PlainNode {
  const [root, ...others] = nodes(`${markup}`.matchAll(TOKEN), '')
  if (typeof root !== 'object' || others.length > 0) throw new Error('The markup is not one element.')
  return root
}

const TOKEN = /<(?<end>\/?)(?<tag>[\w-]+)(?<given>(?: [\w-]+(?:="[^"]*")?)*)>|(?<text>[^<]+)/g
const ATTRIBUTE = / (?<name>[\w-]+)(?:="(?<value>[^"]*)")?/g
/** Of the elements without an end that markup of ours has. */
const VOID = new Set(['input', 'br'])

/** All up to the end of the element that they stand in. */
function nodes(tokens: Iterator<RegExpExecArray>, parent: string): readonly Within[] {
  const all: Within[] = []
  for (let next = tokens.next(); next.done !== true; next = tokens.next()) {
    const { end, tag = '', given = '', text } = next.value.groups ?? {}
    if (end === '/') return all
    if (text === undefined) all.push([tag, attributesOf(given), VOID.has(tag) ? [] : nodes(tokens, tag)])
    else if (parent === 'textarea') all.push(unescaped(text.replace('\n', '')))
    else if (!BETWEEN_LINES.test(text)) all.push(unescaped(text))
  }
  return all
}

/** Lays the markup out, and says nothing. */
const BETWEEN_LINES = /^\s*\n\s*$/

const attributesOf = (given: string): Record<string, string> =>
  Object.fromEntries([...given.matchAll(ATTRIBUTE)].map(({ groups }) => [groups?.name, unescaped(groups?.value ?? '')]))
