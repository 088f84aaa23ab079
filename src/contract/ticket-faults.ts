/** Whether what a form says of its ticket rests on fields that people answer. */
import { noField } from './condition-faults.ts'
import type { FieldDefinition, TicketDefinition } from './definition.ts'
import type { Fault } from './fault.ts'
import type { FieldType } from './form.ts'
import { namesInTemplate } from './template.ts'

/** The parts of it that name fields of the form. */
export type NamingParts = Pick<TicketDefinition, 'requester' | 'subject' | 'description'>

/** `fields`: undefined stands for one that is not well-formed; `names`: of all of them. */
export function ticketFaults(
  { requester, ...templates }: NamingParts,
  fields: readonly (FieldDefinition | undefined)[],
  names: readonly unknown[],
): readonly Fault[] {
  const unanswered = (name: string): string | undefined => {
    if (!names.includes(name)) return noField(name, names)
    const field = fields.find((each) => each?.name === name)
    const isSilent = field && ((field.value ?? field.from) !== undefined || field.type === 'text-block')
    return isSilent ? `Nobody is asked for \`${name}\`: name a field that is answered.` : undefined
  }
  const people = (['name', 'email'] as const).flatMap((part) => {
    const name = requester?.[part]
    if (name === undefined) return []
    const type = fields.find((field) => field?.name === name)?.type
    return fault(['requester', part], unanswered(name) ?? (type && requesterFault(part, type)))
  })
  const places = (['subject', 'description'] as const).flatMap((key) =>
    namesInTemplate(templates[key] ?? '').flatMap((name) => fault([key], unanswered(name))),
  )
  return [...people, ...places]
}

/** Types that a person's name, or address, is asked by. A hidden field may be filled by the page. */
const TYPES: Readonly<Record<'name' | 'email', readonly FieldType[]>> = { name: ['text', 'hidden'], email: ['email'] }

/** Why a field of this type cannot say who asks; undefined where it can. */
export function requesterFault(part: 'name' | 'email', type: FieldType): string | undefined {
  const [fits] = TYPES[part]
  return TYPES[part].includes(type)
    ? undefined
    : `A field of type ${type} gives no ${part === 'name' ? 'name' : 'e-mail address'}: name one of type ${fits}.`
}

const fault = (path: Fault['path'], message: string | undefined): readonly Fault[] =>
  message === undefined ? [] : [{ path, message }]
