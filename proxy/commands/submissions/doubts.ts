/** What the guards found, in words. A code that this version does not know stands for itself. */
import type { Doubt, DoubtTable } from '../../guards/doubts.ts'
import { DOUBTS } from '../../guards/doubts.ts'
import { oneLine } from './story.ts'

/** A line each: the code, and what it means. */
export function doubtLines(codes: readonly string[]): readonly string[] {
  return codes.map((code) => (isKnown(code) ? `${code}: ${DOUBTS[code].means}` : oneLine(code)))
}

/** With what each weighs as it is configured, the sum, and from when on one is held. */
export function weighed(codes: readonly string[], { holdAt, weights }: DoubtTable): readonly string[] {
  if (codes.length === 0) return []
  const each = codes.map((code) => (isKnown(code) ? weights[code] : 0))
  const sum = each.reduce((total, weight) => total + weight, 0)
  const lines = doubtLines(codes).map((line, index) => `    ${String(each[index]).padStart(4)}  ${line}`)
  return [`  doubts, which weigh ${sum} with the present settings; ${holdAt} are enough to hold one:`, ...lines]
}

function isKnown(code: string): code is Doubt {
  return Object.hasOwn(DOUBTS, code)
}
