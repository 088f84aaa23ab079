import type { PublicField, PublicForm } from './form.ts'
import { CONSENT } from './form.ts'

/** All that a form asks: its fields, and its consent as a box after them. */
export const questions = ({ fields, consent }: Pick<PublicForm, 'fields' | 'consent'>): readonly PublicField[] => {
  if (!consent) return fields
  const { text: label, langs, ...rest } = consent
  return [...fields, { name: CONSENT, type: 'checkbox', label, langs: { label: langs?.text }, ...rest }]
}
