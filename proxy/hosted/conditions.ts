/**
 * Which fields apply, as style rules: without a script a form follows what is chosen in it, as far as a style sheet can
 * see that. A field whose condition asks for what was typed is there at the latest when somebody is in the form, and says that it may
 * not apply.
 */
import { visible } from '../../src/contract/check.ts'
import type { Answer, Condition, Option, PublicField, PublicForm } from '../../src/contract/form.ts'
import { questions } from '../../src/contract/questions.ts'
import { nameAt } from './post.ts'

/** Rules for the form that `scope` selects; none where nothing depends on an answer. A browser without `:has` skips them. */
export function conditionRules(form: PublicForm, scope: string): string {
  const say = sayer(questions(form))
  const rules = questions(form).flatMap((field, index) => {
    const hide = (when: Said, what: string) =>
      when === undefined || when === ALWAYS ? [] : [`${scope}${not(when)} ${what}{display:none!important}`]
    // One that is chosen stays to be seen: where it does not fit, it has to be taken back before the form can be sent.
    const choice = ({ value }: Option) => `.choice:has([name=${nameAt(index)}][value=${quoted(value)}]:not(:checked))`
    return [
      ...hide(say.asked(field), `[data-at=${nameAt(index)}]`),
      ...(field.options ?? []).flatMap((option) => hide(say.offered(field, option.parents), choice(option))),
    ]
  })
  return rules.length > 0 ? `@supports selector(:has(a)){${rules.join('')}}` : ''
}

/** The fields that no rule can follow, of which some do not apply to a form that nobody has touched: those. */
export function waiting(form: PublicForm): readonly PublicField[] {
  const asked = questions(form)
  const say = sayer(asked)
  const shown = visible(asked, Object.fromEntries(asked.map(({ name, default: answer }) => [name, answer])))
  return asked.filter((field) => say.asked(field) === undefined && !shown.includes(field))
}

/** A text as CSS writes it, also inside a `<style>`. */
export const quoted = (text: string): string =>
  `"${text.replace(/[\p{Cc}"\\<]/gu, (char) => `\\${char.charCodeAt(0).toString(16)} `)}"`

/** What a form has to be for a condition to hold, as a compound selector; undefined where none says it. */
type Said = string | undefined

const ALWAYS = ''
const NEVER = ':not(*)'

const all = (parts: readonly Said[]): Said =>
  parts.includes(NEVER) ? NEVER : parts.includes(undefined) ? undefined : [...new Set(parts)].join('')

const any = (parts: readonly Said[]): Said => {
  if (parts.includes(ALWAYS)) return ALWAYS
  if (parts.includes(undefined)) return undefined
  const possible = [...new Set(parts)].filter((part) => part !== NEVER)
  return possible.length > 1 ? `:is(${possible})` : (possible[0] ?? NEVER)
}

const not = (part: string): string => (part === ALWAYS ? NEVER : part === NEVER ? ALWAYS : `:not(${part})`)
const negated = (part: Said): Said => (part === undefined ? undefined : not(part))

/** By type, the control that is chosen when the answer is, or contains, a value. Of other types no selector sees the answer. */
const CHOSEN: Readonly<Partial<Record<PublicField['type'], (name: string, value: Answer) => string>>> = {
  radio: (name, value) => `:has([name=${name}][value=${quoted(`${value}`)}]:checked)`,
  checkboxes: (name, value) => `:has([name=${name}][value=${quoted(`${value}`)}]:checked)`,
  select: (name, value) => `:has([name=${name}] [value=${quoted(`${value}`)}]:checked)`,
  checkbox: (name) => `:has([name=${name}]:checked)`,
}

/** The same rules as `check` has: a hidden field counts as empty, a choice beside another answer as not made. */
function sayer(asked: readonly PublicField[]) {
  /** Fields whose own condition is being said: what depends on itself stays hidden. */
  const within = new Set<string>()

  function fieldAsked(field: PublicField): Said {
    if (within.has(field.name)) return NEVER
    within.add(field.name)
    const { when, parent, options = [] } = field
    const left = parent === undefined ? ALWAYS : any(options.map(({ parents }) => offered(field, parents)))
    const said = all([left, when ? holds(when) : ALWAYS])
    within.delete(field.name)
    return said
  }

  const offered = ({ parent }: PublicField, parents: readonly string[] | undefined): Said =>
    parent === undefined || !parents ? ALWAYS : any(parents.map((value) => given(parent, value)))

  function holds(condition: Condition): Said {
    if ('not' in condition) return negated(holds(condition.not))
    if ('all' in condition) return all(condition.all.map(holds))
    if ('any' in condition) return any(condition.any.map(holds))
    const wanted: readonly (string | boolean)[] = 'in' in condition ? condition.in : [condition.equals]
    return any(wanted.map((value) => (isEmpty(value) ? empty(condition.field, value) : given(condition.field, value))))
  }

  /** That the answer to a field is this value, or contains it. */
  function given(name: string, value: Answer): Said {
    const index = asked.findIndex((field) => field.name === name)
    const field = asked[index]
    if (!field) return NEVER
    const chosen = CHOSEN[field.type]
    if (!chosen) return undefined
    const option = field.options?.find((each) => each.value === value)
    if (field.type === 'checkbox' ? value !== true : !option) return NEVER
    return all([fieldAsked(field), offered(field, option?.parents), chosen(nameAt(index), value)])
  }

  function empty(name: string, value: '' | false): Said {
    const field = asked.find((each) => each.name === name)
    if (!field) return ALWAYS
    if (!CHOSEN[field.type]) return undefined
    // A box without its tick says no, which is not nothing.
    if (field.type === 'checkbox') return negated(value === '' ? fieldAsked(field) : given(name, true))
    return negated(any((field.options ?? []).map((option) => given(name, option.value))))
  }

  return { asked: fieldAsked, offered }
}

/** As an empty field reads. */
const isEmpty = (value: string | boolean): value is '' | false => value === '' || value === false
