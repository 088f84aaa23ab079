/** Conditions: which fields a visitor sees, given what was answered. */
import type { Answer, Condition } from './form.ts'

/** Whether a condition holds. An empty field equals the empty string, and `false`. */
export function holds(condition: Condition, answerOf: (field: string) => Answer | undefined): boolean {
  const met = (each: Condition) => holds(each, answerOf)
  if ('not' in condition) return !met(condition.not)
  if ('all' in condition) return condition.all.every(met)
  if ('any' in condition) return condition.any.some(met)
  const wanted: readonly unknown[] = 'in' in condition ? condition.in : [condition.equals]
  const given = answerOf(condition.field) ?? ['', false]
  return [given].flat().some((value) => wanted.includes(value))
}
