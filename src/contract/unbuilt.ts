/** Parts of the form language that are understood and have no room in this build: using one is an error that says so. */

/** What is wrong in a file, and how to mend it. */
export interface Fault {
  readonly path: readonly (string | number)[]
  readonly message: string
}

interface Unbuilt {
  /** Keys from the top; `*` is any entry of a list. */
  readonly path: readonly string[]
  /** Only this value of the key; left out: the key itself. */
  readonly value?: unknown
  readonly coming: string
}

const HELP_DESK = 'tickets in BoldDesk'
const FILES = 'file uploads'

const UNBUILT: readonly Unbuilt[] = [
  ...['accept', 'multiple'].map((key) => ({ path: ['fields', '*', key], coming: FILES })),
  { path: ['fields', '*', 'type'], value: 'file', coming: FILES },
  ...['requester', 'subject', 'description', 'priority', 'category', 'type', 'tags', 'group'].map((key) => ({
    path: [key],
    coming: HELP_DESK,
  })),
]

/** Finds such parts in an unparsed definition, and gives what is left without them. */
export function splitUnbuilt(raw: unknown): { readonly faults: readonly Fault[]; readonly rest: unknown } {
  const rest = structuredClone(raw)
  return { faults: UNBUILT.flatMap((part) => take(part, rest, part.path, [])), rest }
}

function take(part: Unbuilt, at: unknown, left: readonly string[], path: Fault['path']): readonly Fault[] {
  const [key = '', ...below] = left
  if (key === '*')
    return Array.isArray(at) ? at.flatMap((entry, index) => take(part, entry, below, [...path, index])) : []
  if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return []
  const holder = at as Record<string, unknown>
  if (below.length > 0) return take(part, holder[key], below, [...path, key])
  if ('value' in part && holder[key] !== part.value) return []
  delete holder[key]
  const what = 'value' in part ? `${key}: ${part.value}` : key
  const mend = 'Leave it out until then.'
  return [
    { path: [...path, key], message: `\`${what}\` is understood but not built yet: ${part.coming} will come. ${mend}` },
  ]
}
