/** Answers from the page's address, for a form that allows it. */
import type { PublicField, PublicForm } from '../../contract/form.ts'
import { toTyped } from '../../contract/typed-number.ts'
import type { Extend, Prefill } from '../extension.ts'

const extend: Extend<Prefill> = ({ check }) => ({
  fill(form: PublicForm, names: string): PublicForm {
    const listed = names.split(/[\s,]+/)
    const query = new URLSearchParams(location.search)
    const fill = (field: PublicField): PublicField => {
      const { name, type, sensitive, when: _, parent: __, ...rest } = field
      const isOpen = listed.includes('*') && !sensitive && type !== 'hidden'
      const texts = query.getAll(name)
      if (!texts.length || type === 'file' || !(isOpen || listed.includes(name))) return field
      const asked = readers[type]?.(texts) ?? texts[0]
      const { [name]: answer } = check([{ ...rest, name, type }], { [name]: asked }).answers
      const isNumber = type === 'number' && typeof answer === 'string'
      return answer === undefined ? field : { ...field, default: isNumber ? toTyped(answer, form.locale) : answer }
    }
    return { ...form, fields: form.fields.map(fill) }
  },
})

export default extend

const readers: { readonly [type in PublicField['type']]?: (texts: readonly string[]) => boolean | readonly string[] } =
  {
    checkbox: ([text = '']) => /^(1|on|true|yes)$/i.test(text),
    checkboxes: (texts) => texts,
  }
