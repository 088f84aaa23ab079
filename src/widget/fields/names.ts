/** What the pieces of a field are called. */
import type { PublicField } from '../../contract/form.ts'
import type { Place } from './field.ts'

/** A part with the field's name as second token, and its state as third. */
export const part = (name: string, field: PublicField, { error }: Place) =>
  `${name} ${name}-${field.name.replace('$', '')}${error ? ` ${name}-invalid` : ''}`

/** Ids of what describes the field: its help, the calling code before its control, its error. */
export const describing = (field: PublicField, { id, error }: Place): string =>
  [field.help && `${id}-help`, field.callingCode && `${id}-code`, error && `${id}-error`].filter(Boolean).join(' ')
