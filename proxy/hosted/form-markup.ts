/** A whole form as HTML that needs no script: on its own page, and to paste into others. */
import { limitsOf } from '../../src/contract/file-words.ts'
import type { Answers, Issue, PublicField, PublicForm } from '../../src/contract/form.ts'
import { CONSENT } from '../../src/contract/form.ts'
import { questions } from '../../src/contract/questions.ts'
import { amid, plural, sentence } from '../../src/contract/sentence.ts'
import { stringsFor } from '../../src/contract/strings/index.ts'
import { TRAP } from '../../src/contract/wire.ts'
import { fieldMarkup } from './field-markup.ts'
import type { Markup } from './html.ts'
import { attributes, html } from './html.ts'
import { ownText } from './own-text.ts'
import { controlNames, HIDDEN, nameAt } from './post.ts'

/** How far a form got on its way from page to page. */
export interface Filled {
  /** What was typed, and of files their names; left out: what the form begins with. */
  readonly answers?: Answers
  readonly issues?: readonly Issue[]
  /** Said above the fields. */
  readonly notice?: string
  /** Id of the submission that this page makes; a form that many pages hold has none. */
  readonly id?: string
  /** Address of the page where it began. */
  readonly page?: string
  /** And of the page that led there. */
  readonly referrer?: string
  /** The form token; as the id, only a page of the form's own has one. */
  readonly token?: string
  /** What stands in the field that no person meets. */
  readonly trap?: string
}

/** `action`: where it is posted to. `heading`: level of its title. */
export function formMarkup(form: PublicForm, action: string, heading: 1 | 2, filled: Filled = {}): Markup {
  const { locale: lang, dir, title } = form
  const titleId = title !== undefined && `${form.id}-title`
  const enctype = form.fields.some(({ type }) => type === 'file') && 'multipart/form-data'
  const posted = { method: 'post', action, enctype, 'accept-charset': 'utf-8', novalidate: true }
  // What stands in the controls is the visitor's, though the markup has it.
  const isFilled = filled.answers !== undefined
  const faults = faultsIn(form, filled)
  return html`<form${attributes({ class: 'fields', ...posted, 'aria-labelledby': titleId, lang, dir, 'data-filled': isFilled })}>
${previewNote(form)}${titleId && headed(heading, titleId, ownText(form, 'title'))}${summary(form, heading, faults)}${
  filled.notice !== undefined && html`<p class="status" role="status">${filled.notice}</p>\n`
}${hiddenInputs(form, filled)}${body(form, filled, faults)}${trapInput(filled)}<div class="row"><button><span>${ownText(form, 'submit')}</span></button></div>
</form>`
}

/** Above a form that is a preview, and above what stands in its place. */
export const previewNote = ({ preview }: PublicForm): Markup =>
  preview ? html`<p part="preview">${preview.note}</p>\n` : html``

/** A heading of this level. */
function headed(level: 1 | 2, id: string, words: Markup): Markup {
  return level === 1 ? html`<h1${attributes({ id })}>${words}</h1>\n` : html`<h2${attributes({ id })}>${words}</h2>\n`
}

/** What is wrong, with a link to each field. It is where the page begins for those who do not see it. */
function summary(form: PublicForm, heading: 1 | 2, faults: Faults): Markup {
  if (faults.size === 0) return html``
  const asked = questions(form)
  const lines = [...faults].map(([field, words]) => {
    const index = asked.findIndex(({ name }) => name === field)
    return html`<li>${index < 0 ? words : html`<a${attributes({ href: `#${idAt(form, index)}` })}>${words}</a>`}</li>\n`
  })
  const id = `${form.id}-problems`
  const words = plural(form.strings.problems, faults.size, form.locale)
  return html`<div${attributes({ class: 'summary', role: 'group', 'aria-labelledby': id, tabindex: -1, autofocus: true })}>
${heading === 1 ? html`<h2${attributes({ id })}>${words}</h2>` : html`<h3${attributes({ id })}>${words}</h3>`}
<ul>
${lines}</ul>
</div>
`
}

/** By field, the sentence that says what is wrong; in the form's order. */
type Faults = ReadonlyMap<string, string>

/** No page can fill in files: where some had been chosen, they must be again. */
function faultsIn(form: PublicForm, { answers = {}, issues = [] }: Filled): Faults {
  const chosen = form.fields.filter(({ name, type }) => type === 'file' && [answers[name] ?? []].flat().length > 0)
  const { chooseAgain } = stringsFor(form.locale).page
  const faults = new Map(chosen.map(({ name, label }) => [name, chooseAgain.replace('{label}', () => amid(label))]))
  for (const issue of issues) faults.set(issue.field, sentence(form, issue))
  const place = (field: string) => questions(form).findIndex(({ name }) => name === field)
  return new Map([...faults].toSorted(([one], [other]) => place(one) - place(other)))
}

/** The fields, step by step where there are steps, and the consent last. */
function body(form: PublicForm, filled: Filled, faults: Faults): Markup {
  const { answers } = filled
  const asked = questions(form)
  const { files } = form.strings
  const shown = asked.map((field, index) => {
    return fieldMarkup(field, {
      ...{ name: nameAt(index), id: idAt(form, index), note: noteOf(form, field), choose: form.strings.choose },
      locale: form.locale,
      answer: answers ? answers[field.name] : field.default,
      error: faults.get(field.name),
      limits: field.type === 'file' ? limitsOf(field, form) : '',
      pick: { 'data-choose': field.multiple ? files?.chooseSeveral : files?.choose, 'data-drop': files?.drop },
      parentLabel: (value) => labelOf(asked, field, value),
    })
  })
  const at = (name: string) => shown[asked.findIndex((field) => field.name === name)]
  const stepped = form.steps?.flatMap(({ fields }) => fields) ?? []
  const steps = form.steps?.map(
    ({ fields }, index) => html`<fieldset class="step fields">
${progress(form, index)}
${fields.map(at)}</fieldset>
`,
  )
  // Outside of all steps: fields that are never seen, and the consent.
  return html`${steps}${asked.map(({ name }, index) => (stepped.includes(name) ? undefined : shown[index]))}`
}

/** How far a step is, in the words of the element and with its line. */
function progress({ steps = [], strings }: PublicForm, at: number): Markup {
  const step = steps[at] ?? { fields: [] }
  const words: Readonly<Record<string, unknown>> = { step: at + 1, steps: steps.length }
  const said = (step.title === undefined ? strings.steps?.untitled : strings.steps?.progress) ?? ''
  const [before, after] = said.replace(/{(steps?)}/g, (_, name) => `${words[name]}`).split('{title}')
  const title = after !== undefined && html`${ownText(step, 'title')}${after}`
  const marks = steps.map((_, index) => html`<i${attributes({ class: index <= at && 'done' })}></i>`)
  return html`<legend class="progress"><span>${before}${title}</span><span class="line" aria-hidden="true">${marks}</span></legend>`
}

function hiddenInputs(form: PublicForm, { id, page, referrer, token }: Filled): readonly Markup[] {
  const values = {
    ...{ [HIDDEN.id]: id, [HIDDEN.version]: form.version, [HIDDEN.locale]: form.locale },
    ...{ [HIDDEN.names]: controlNames(questions(form)), [HIDDEN.page]: page, [HIDDEN.referrer]: referrer },
    ...{ [HIDDEN.token]: token, [HIDDEN.preview]: form.preview?.token },
  }
  return Object.entries(values).map(([name, value]) =>
    value === undefined ? html`` : html`<input${attributes({ type: 'hidden', name, value })}>\n`,
  )
}

/**
 * Bots fill it in. It lies out of sight, and neither keyboard nor screen reader comes to it; where a page may have none of
 * our styles, it is of the type that no page shows.
 */
function trapInput({ token, trap = '' }: Filled): Markup {
  const how =
    token === undefined
      ? { type: 'hidden' }
      : { autocomplete: 'off', tabindex: -1, 'aria-hidden': 'true', class: 'unseen' }
  return html`<input${attributes({ name: TRAP, value: trap, ...how })}>\n`
}

/** What may stay empty says so. */
function noteOf({ strings, locale }: PublicForm, { required, when, name, type }: PublicField): string {
  if (type === 'hidden' || type === 'text-block' || (name === CONSENT && required)) return ''
  if (when) return stringsFor(locale).page.ifApplies
  return required ? '' : strings.optional
}

function labelOf(asked: readonly PublicField[], { parent }: PublicField, value: string): string {
  const options = asked.find(({ name }) => name === parent)?.options ?? []
  return options.find((option) => option.value === value)?.label ?? value
}

/** Not the name alone: a page may hold several forms. */
const idAt = ({ id }: PublicForm, index: number): string => `${id}-${nameAt(index)}`
