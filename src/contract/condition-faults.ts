/** Whether the conditions of a form can hold: they compare fields that are asked for, and go in no circle. */
import type { FieldDefinition } from './definition.ts'
import type { Fault } from './fault.ts'
import type { Condition } from './form.ts'
import { didYouMean } from './nearest.ts'

/** `fields`: undefined stands for one that is not well-formed; `names`: of all of them. */
export function conditionFaults(
  { name, when }: FieldDefinition,
  fields: readonly (FieldDefinition | undefined)[],
  names: readonly unknown[],
): readonly Fault[] {
  if (!when) return []
  const whenOf = (other: string) => fields.find((field) => field?.name === other)?.when
  const asked = [...new Set(namesIn(when))]
  const strangers = asked.filter((other) => !names.includes(other))
  const silent = asked.filter((other) =>
    fields.some((field) => field?.name === other && (field.value ?? field.from) !== undefined),
  )
  return [
    ...strangers.flatMap((other) => fault(noField(other, names))),
    ...silent.flatMap((other) => fault(`Nobody is asked for \`${other}\`: compare a field that is shown.`)),
    ...(reaches(when, name, whenOf) ? fault(`Whether \`${name}\` is shown depends on itself. Break the circle.`) : []),
  ]
}

export function noField(name: string, names: readonly unknown[]): string {
  return `This form has no field \`${name}\`.${didYouMean(name, names.map(String))}`
}

const fault = (message: string): readonly Fault[] => [{ path: ['when'], message }]

function namesIn(condition: Condition): readonly string[] {
  if ('not' in condition) return namesIn(condition.not)
  if ('all' in condition) return condition.all.flatMap(namesIn)
  if ('any' in condition) return condition.any.flatMap(namesIn)
  return [condition.field]
}

/** Whether a condition asks for a field, itself or by way of the conditions of the fields that it asks for. */
export function reaches(from: Condition, goal: string, whenOf: (name: string) => Condition | undefined): boolean {
  const seen = new Set<string>()
  const left = [...namesIn(from)]
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (name === goal) return true
    const when = seen.has(name) ? undefined : whenOf(name)
    seen.add(name)
    left.push(...(when ? namesIn(when) : []))
  }
  return false
}
