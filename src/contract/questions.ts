import type { PublicField, PublicForm } from './form.ts'
import { CONSENT } from './form.ts'

/** All that a form asks: its fields, and its consent as a box after them. */
export const questions = ({ fields, consent }: Pick<PublicForm, 'fields' | 'consent'>): readonly PublicField[] =>
  consent
    ? [
        ...fields,
        {
          name: CONSENT,
          type: 'checkbox',
          label: consent.text,
          langs: { label: consent.langs?.text },
          required: !!consent.required,
        },
      ]
    : fields
