/** Parts of the form language that are understood and have no room in this build: using one is an error that says so. */

/** What is wrong in a file, and how to mend it. */
export interface Fault {
  readonly path: readonly (string | number)[]
  readonly message: string
}

interface Unbuilt {
  /** Keys from the top; `*` is any entry of a list. */
  readonly path: readonly string[]
  readonly coming: string
}

const UNBUILT: readonly Unbuilt[] = [
  { path: ['fields', '*', 'format'], coming: 'check digits of national formats' },
  { path: ['fields', '*', 'sensitive'], coming: 'answers that are kept apart' },
  { path: ['fields', '*', 'timeZone'], coming: 'local times as instants' },
  { path: ['timeZone'], coming: 'local times as instants' },
  { path: ['steps'], coming: 'forms in several steps' },
  { path: ['consent'], coming: 'consent with the version of its text' },
  ...['opens', 'closes'].map((key) => ({ path: [key], coming: 'forms with opening times' })),
  { path: ['success', 'redirect'], coming: 'a page of your own after sending' },
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
  delete holder[key]
  const mend = 'Leave it out until then.'
  return [
    { path: [...path, key], message: `\`${key}\` is understood but not built yet: ${part.coming} will come. ${mend}` },
  ]
}
