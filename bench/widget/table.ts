/** The measured loads as a table, by variant, with what each is held against. */
import type { Cost } from './load.ts'
import type { Variant } from './variants.ts'

export type Loads = ReadonlyMap<string, readonly Cost[]>

export function table(variants: readonly Variant[], loads: Loads): string {
  const of = (name: string, key: keyof Cost) => (loads.get(name) ?? []).map((cost) => cost[key])
  const head = [
    ...['', 'usable, ms [least-most]', 'x static', 'goal', 'requests until then', 'kB', 'script ms'],
    ...['long tasks (ms)', 'of ours (longest)', 'layout shift', 'heap MB'],
  ]
  const rows = variants.map(({ name, goal }) => {
    const all = of(name, 'usableMs')
    const cell = (key: keyof Cost, digits = 0) => median(of(name, key)).toFixed(digits)
    return [
      name,
      `${cell('usableMs')} [${Math.min(...all).toFixed()}-${Math.max(...all).toFixed()}]`,
      ratio(loads, name, 'static').toFixed(2),
      goal ? `${ratio(loads, name, goal.of).toFixed(2)} of ${goal.of}; at most ${goal.atMost}` : '',
      cell('requests'),
      cell('kB', 1),
      cell('scriptMs'),
      `${cell('longTasks')} (${cell('longTaskMs')})`,
      `${cell('ownLongTasks')} (${cell('ownLongestMs')})`,
      cell('shift', 3),
      cell('heapMb', 2),
    ]
  })
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The goals that were missed, in words. */
export function missed(variants: readonly Variant[], loads: Loads): readonly string[] {
  return variants.flatMap(({ name, goal }) => {
    if (!goal) return []
    const reached = ratio(loads, name, goal.of)
    if (reached <= goal.atMost) return []
    return [`${name}: ${reached.toFixed(2)} of ${goal.of}, at most ${goal.atMost}`]
  })
}

/** How many times as long until usable: the median of what each round says, so that a busy moment counts for both. */
function ratio(loads: Loads, name: string, of: string): number {
  const others = loads.get(of) ?? []
  return median(
    (loads.get(name) ?? []).map(({ usableMs }, round) => usableMs / (others[round]?.usableMs ?? Number.NaN)),
  )
}

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}
