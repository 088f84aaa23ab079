/** Whether the steps of a form hold its fields: each that is shown stands in exactly one, and no other in any. */
import { noField } from './condition-faults.ts'
import type { FieldDefinition, StepDefinition } from './definition.ts'
import type { Fault } from './fault.ts'

export interface Stepped {
  /** Undefined stands for a field that is not well-formed. */
  readonly fields: readonly (FieldDefinition | undefined)[]
  /** Of all of them. */
  readonly names: readonly unknown[]
  /** `fields: all`. */
  readonly all: boolean
}

export function stepFaults(
  steps: readonly StepDefinition[] | undefined,
  { fields, names, all }: Stepped,
): readonly Fault[] {
  if (!steps) return []
  if (all) return [{ path: ['steps'], message: 'Steps name their fields: list the fields instead of `all`.' }]
  const seen = new Set<string>()
  const faults = steps.flatMap((step, index) =>
    step.fields.flatMap((name, place): readonly Fault[] => {
      const twice = seen.has(name)
      seen.add(name)
      const message = !names.includes(name)
        ? noField(name, names)
        : twice
          ? `\`${name}\` stands in a step already.`
          : fields.some((field) => field?.name === name && !isShown(field))
            ? `\`${name}\` is never shown. Take it out of the step.`
            : undefined
      return message === undefined ? [] : [{ path: ['steps', index, 'fields', place], message }]
    }),
  )
  const left = fields.flatMap((field) => (field && isShown(field) && !seen.has(field.name) ? [field.name] : []))
  return [
    ...faults,
    ...left.map((name) => ({ path: ['steps'], message: `\`${name}\` stands in no step. Add it to one.` })),
  ]
}

function isShown({ value, from, type }: FieldDefinition): boolean {
  return value === undefined && from === undefined && type !== 'hidden'
}
