/** `options`: what can be chosen, as values or as values with their labels. */
import { z } from 'zod'
import type { FormDefinition, OptionDefinition } from '../definition.ts'
import { shortOrObject, strict } from './faults.ts'
import { scalar, text } from './value.ts'

export const option = z
  .union(
    [scalar, strict({ value: scalar, label: z.exactOptional(text) }, 'Write a value, or `{ value, label }`.')],
    shortOrObject('Write a value, or `{ value, label }`; put words like true and null in quotes.'),
  )
  .transform((written) => (typeof written === 'string' ? { value: written } : written))
  .transform(({ value, ...rest }) => ({ value, label: value, ...rest }))
  .refine(({ value }) => value !== '', 'An option needs a value: the empty one stands for no choice.')

/** An option whose label is not written in the form's own language is called by its value there. */
export function withOwnWords(definition: FormDefinition): FormDefinition {
  const { fields: list, locale: own = 'en' } = definition
  if (list === 'all') return definition
  const language = (tag: string) => tag.split('-')[0]
  const labelled = ({ value, label }: OptionDefinition): OptionDefinition => {
    const said = typeof label === 'string' || Object.keys(label).some((tag) => language(tag) === language(own))
    return { value, label: said ? label : { [own]: value, ...label } }
  }
  return {
    ...definition,
    fields: list.map((field) => (field.options ? { ...field, options: field.options.map(labelled) } : field)),
  }
}
