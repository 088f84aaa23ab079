/** What the parts of a definition must have to do with each other, as far as it can be known without the upstream. */
import { check } from './check.ts'
import { conditionFaults, noField } from './condition-faults.ts'
import { align, decimal } from './decimal.ts'
import type { ContactDefinition, FieldDefinition, StepDefinition } from './definition.ts'
import type { Fault } from './fault.ts'
import type { FieldType, PublicField } from './form.ts'
import type { Offer } from './offer-faults.ts'
import { offerFaults } from './offer-faults.ts'
import { RULES } from './rules.ts'
import { stepFaults } from './step-faults.ts'
import type { NamingParts } from './ticket-faults.ts'
import { ticketFaults } from './ticket-faults.ts'

/** The parts that are well-formed in themselves; undefined stands for one that is not. */
export interface Parts extends Offer {
  /** `fields: all`: the fields are the schema's. */
  readonly all?: boolean
  readonly fields: readonly (FieldDefinition | undefined)[]
  /** Every field's name, in their order. */
  readonly names: readonly unknown[]
  readonly contact: ContactDefinition | undefined
  readonly ticket: NamingParts | undefined
  /** As they are written; undefined where they are not. */
  readonly notes?: unknown
  readonly marker?: unknown
  readonly steps?: readonly StepDefinition[] | undefined
}

export function inconsistencies({ fields, names, contact, ticket, ...rest }: Parts): readonly Fault[] {
  const faults = fields.flatMap((field, index): readonly Fault[] => {
    if (!field) return []
    const twin = names.indexOf(field.name)
    const doubled =
      twin < index ? [{ path: ['name'], message: `Field ${twin + 1} is called \`${field.name}\` already.` }] : []
    const own = CHECKS.flatMap((check) => check(field))
    return [...doubled, ...own, ...conditionFaults(field, fields, names)].map((fault) => ({
      ...fault,
      path: ['fields', index, ...fault.path],
    }))
  })
  const strangers = (contact?.fields ?? []).flatMap(({ name }, index) =>
    names.includes(name) ? [] : [{ path: ['contact', 'fields', index, 'name'], message: noField(name, names) }],
  )
  const { steps, all = false } = rest
  return [
    ...faults,
    ...strangers,
    ...(ticket ? ticketFaults(ticket, fields, names) : []),
    ...notesFaults(rest),
    ...stepFaults(steps, { fields, names, all }),
    ...offerFaults(rest),
  ]
}

/** An id among the notes would be no marker. */
function notesFaults({ notes, marker }: Pick<Parts, 'notes' | 'marker'>): readonly Fault[] {
  if (notes === undefined || notes !== marker) return []
  return fault(['reference', 'to'], 'The notes are there already. Name a field of its own.')
}

type FieldCheck = (field: FieldDefinition) => readonly Fault[]

const fault = (path: Fault['path'], message: string): readonly Fault[] => [{ path, message }]

const CHECKS: readonly FieldCheck[] = [
  sourceFaults,
  fileFaults,
  limitFaults,
  patternFaults,
  rangeFaults,
  optionFaults,
  defaultFaults,
]

/** What only a field that is shown can have. */
const SHOWN = [
  ...['required', 'help', 'placeholder', 'options', 'when', 'default', 'autocomplete', 'width'],
  ...['format', 'sensitive', 'timeZone'],
] as readonly (keyof FieldDefinition)[]

function sourceFaults(field: FieldDefinition): readonly Fault[] {
  const { type, value, from, label } = field
  if (value !== undefined && from !== undefined) return fault(['from'], 'Write `value` or `from`, not both.')
  if (value !== undefined || from !== undefined) {
    const source = value === undefined ? 'from' : 'value'
    const idle = SHOWN.filter((key) => field[key] !== undefined)
    return idle.flatMap((key) =>
      fault([key], `A field with \`${source}\` is never shown. Take \`${key}\` out, or \`${source}\`.`),
    )
  }
  if (type !== 'text-block') return []
  const prose = label === undefined ? fault(['label'], 'A text-block shows its `label`: write the text there.') : []
  return [
    ...prose,
    ...(field.required ? fault(['required'], 'A text-block takes no answer. Take `required` out.') : []),
  ]
}

function fileFaults(field: FieldDefinition): readonly Fault[] {
  const isFile = field.type === 'file'
  const idle = (isFile ? (['value', 'from', 'default'] as const) : (['accept', 'multiple'] as const)).filter(
    (key) => field[key] !== undefined,
  )
  const mend = isFile
    ? 'A file is chosen by the visitor. Take'
    : 'Only a field of type file has it. Write `type: file`, or take'
  return idle.flatMap((key) => fault([key], `${mend} \`${key}\` out.`))
}

/** Types without these have no text that one could measure. */
const TEXTS: readonly FieldType[] = ['text', 'email', 'tel', 'url', 'textarea', 'hidden']
const LINES: readonly FieldType[] = TEXTS.filter((type) => type !== 'textarea')

function limitFaults(field: FieldDefinition): readonly Fault[] {
  const { type, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = field
  const crossed = minLength > maxLength ? fault(['minLength'], 'This is more than `maxLength`.') : []
  if (!type) return crossed
  const idle = (keys: readonly (keyof FieldDefinition)[], kind: string) =>
    keys
      .filter((key) => field[key] !== undefined)
      .flatMap((key) => fault([key], `A field of type ${type} has no \`${key}\`: only ${kind} have. Take it out.`))
  return [
    ...crossed,
    ...(TEXTS.includes(type) ? [] : idle(['minLength', 'maxLength'], 'texts')),
    ...(LINES.includes(type) ? [] : idle(['pattern', 'format'], 'texts of one line')),
    ...(RULES[type].scale ? [] : idle(['min', 'max', 'step'], 'numbers, dates and times')),
    ...(type === 'datetime-local' ? [] : idle(['timeZone'], 'those of type datetime-local')),
  ]
}

/** Longer texts could keep a pattern busy for too long. */
const MAX_MATCHED = 256

function patternFaults({ pattern, maxLength }: FieldDefinition): readonly Fault[] {
  if (pattern === undefined) return []
  const bounded = maxLength !== undefined && maxLength <= MAX_MATCHED
  const mend = `A pattern needs a \`maxLength\` of at most ${MAX_MATCHED} beside it.`
  return [...(bounded ? [] : fault([maxLength === undefined ? 'pattern' : 'maxLength'], mend)), ...unreadable(pattern)]
}

function unreadable(pattern: string): readonly Fault[] {
  try {
    RegExp(pattern, 'v')
    return []
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(': ').at(-1) : error
    return fault(
      ['pattern'],
      `This is no regular expression with the \`v\` flag: ${reason}. There, ( ) [ ] { } / - | need a \\ inside [ ].`,
    )
  }
}

function rangeFaults({ type, min, max, step }: FieldDefinition): readonly Fault[] {
  const scale = type && RULES[type].scale
  if (!scale) return []
  const wrong = (key: string, limit: string | undefined) =>
    limit === undefined || scale.at(limit) ? [] : fault([key], `Write it as the field has it: ${EXAMPLES[type]}.`)
  const [low = 0n, high = low] = align([scale.at(min) ?? scale.at(max), scale.at(max)])
  return [
    ...wrong('min', min),
    ...wrong('max', max),
    ...(low > high && !scale.periodic ? fault(['min'], 'This is above `max`.') : []),
    ...(step === undefined || /^any$/i.test(step) || (decimal(step)?.[0] ?? 0n) > 0n
      ? []
      : fault(['step'], 'Write a number above 0, or `any`.')),
  ]
}

const EXAMPLES: Readonly<Partial<Record<FieldType, string>>> = {
  number: '10 or 0.5',
  date: '2026-01-31',
  time: '18:30',
  'datetime-local': '2026-01-31T18:30',
}

function optionFaults({ type, options = [] }: FieldDefinition): readonly Fault[] {
  if (type && options.length > 0 && !RULES[type].choice) {
    return fault(['options'], `A field of type ${type} has no options: select, radio and checkboxes have.`)
  }
  const values = options.map(({ value }) => value)
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? fault(['options', index], `The option \`${value}\` is here twice.`) : [],
  )
}

function defaultFaults({
  default: answer,
  name,
  type,
  label,
  when,
  width,
  ...field
}: FieldDefinition): readonly Fault[] {
  if (answer === undefined || !type || type === 'file' || (RULES[type].choice && !field.options)) return []
  const { options, minLength, maxLength, min, max, step, pattern } = field
  const limits = Object.entries({ minLength, maxLength, min, max, step, pattern }).filter(
    ([, limit]) => limit !== undefined,
  )
  const given = options?.map(({ value }) => ({ value, label: value })) ?? []
  const asked: PublicField = { name, type, label: name, options: given, ...Object.fromEntries(limits) }
  const code = check([asked], { [name]: answer }).issues[0]?.code
  return code ? fault(['default'], `The field does not take its own default: ${code}.`) : []
}
