/** A YAML 1.2 file (so JSON too) whose faults can say their line. */
import { LineCounter, parseDocument } from 'yaml'

/** One thing that is wrong with a file of the operator's: where, what, and the mend. Never a secret's value. */
export interface Fault {
  readonly file: string
  /** From 1. */
  readonly line?: number
  /** The key's path, as it would be written: `connections.crm.key`. */
  readonly key: string
  readonly message: string
}

export type Path = readonly (string | number)[]

export interface YamlFile {
  readonly value: unknown
  /** Syntax only. */
  readonly faults: readonly Fault[]
  /** The fault of one key, with the line of the nearest part of its path that the file has. */
  fault(path: Path, message: string): Fault
}

export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineOf = (path: Path): number | undefined => {
    for (let length = path.length; length > 0; length--) {
      const range = rangeOf(document, path.slice(0, length))
      if (range !== undefined) return lines.linePos(range).line
    }
    return undefined
  }
  const syntax = document.errors.map(({ message, pos }) => ({
    file,
    line: lines.linePos(pos[0]).line,
    key: '',
    message: `This is not YAML: ${message}`,
  }))
  const read = syntax.length > 0 ? undefined : resolve(document)
  return {
    value: read?.value,
    faults: syntax.length > 0 || read ? syntax : [{ file, key: '', message: UNRESOLVED }],
    fault(path, message) {
      const line = lineOf(path)
      return { file, ...(line === undefined ? {} : { line }), key: path.join('.'), message }
    },
  }
}

/** Not the parser's own words: they repeat the text, which may be a key. */
const UNRESOLVED = 'A text that begins with `*` names something that is nowhere. Put such a text into quotes.'

/** Undefined where an alias leads nowhere, or to more than a file of settings could mean. */
function resolve(document: ReturnType<typeof parseDocument>): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) }
  } catch {
    return undefined
  }
}

function rangeOf(document: ReturnType<typeof parseDocument>, path: Path): number | undefined {
  const node: unknown = document.getIn(path, true)
  const range = (node as { range?: readonly number[] } | null | undefined)?.range
  return range?.[0]
}

/** `forms/contact.yaml:12  fields.3.to  …` */
export function faultText({ file, line, key, message }: Fault): string {
  const place = line === undefined ? file : `${file}:${line}`
  return [place, key, message].filter((part) => part !== '').join('  ')
}
