import type { Answers, Issue, PublicField, PublicForm } from '../contract/form.ts'
import { TRAP } from '../contract/wire.ts'
import { wording } from '../contract/wording.ts'
import { hostedPage } from './client.ts'
import type { Phase, Way } from './controllers/way.ts'
import type { Checks, Page, ProseView } from './extension.ts'
import { nameAt } from './fields/controls.ts'
import type { Place } from './fields/field.ts'
import { ownText } from './own-text.ts'
import type { TemplateResult } from './template.ts'
import { html, nothing } from './template.ts'

/** Which of the button's words each phase shows, and what it says above the button. */
const PHASES: Readonly<Record<Phase, readonly [button: number, says?: 'sending' | 'waiting' | 'notSent' | 'refused']>> =
  {
    ready: [0],
    sending: [1, 'sending'],
    waiting: [2, 'waiting'],
    failed: [2, 'notSent'],
    refused: [2, 'refused'],
    accepted: [0],
  }

/** A form as it stands, and whom it tells what the visitor does. */
export interface FormView {
  readonly form: PublicForm
  /** Its questions in their order, and those of them that are asked at present. */
  readonly asked: readonly PublicField[]
  readonly shown: readonly PublicField[]
  /** What was given, and how far it got. */
  readonly answers: Answers
  readonly way: Pick<Way, 'phase' | 'isSlow'>
  readonly issues: readonly Issue[]
  readonly checks: Checks
  /** The present step, where there is one step at a time. */
  readonly page: Page | undefined
  readonly prose: ProseView | undefined
  /** How far its files are, while they are sent. */
  readonly upload: unknown
  /** Before every id, where the page's own stand beside them. */
  readonly prefix: string
  /** The proxy's base address. */
  readonly base: string
  readonly hasMainTitle: boolean
  /** By its title: a landmark of the page, unless it stands in a dialog, which has that name already. */
  readonly isNamed: boolean
  readonly view: (field: PublicField, place: Place) => TemplateResult | typeof nothing
  /** Whom every event of its controls goes to. */
  readonly on: EventListenerObject
  /** Leads to the control of a question. */
  readonly onIssue: (issue: Issue) => void
}

export function formView(state: FormView) {
  const { form, asked, shown, answers, checks, issues, page, prefix, on } = state
  const { phase, isSlow } = state.way
  const { strings, steps } = form
  const [button, says] = PHASES[phase]
  const isUnsent = button > 1
  const isLast = page?.isLast ?? true
  const here = page?.fields ?? shown
  // What is not shown keeps its place: a control is never taken over by another field.
  const draw = (fits: (name: string) => unknown) =>
    asked.map((field, index) => {
      if (!here.includes(field) || !fits(field.name)) return nothing
      const issue = issues.find((each) => each.field === field.name)
      const name = nameAt(index)
      return state.view(field, {
        name,
        id: prefix + name,
        form,
        answer: answers[field.name],
        options: checks.offered(asked, field, answers),
        error: issue && wording(form, issue, checks.say),
        enter: isLast ? 'send' : 'next',
        prose: state.prose,
      })
    })
  return html`
    <form
      part="form"
      class="fields"
      aria-labelledby=${state.isNamed && form.title ? `${prefix}title` : nothing}
      lang=${form.locale}
      dir=${form.dir}
      novalidate
      @submit=${on}
      @focusin=${on}
      @input=${on}
      @change=${on}
    >
      ${form.title ? html`<h2 part="title" id="${prefix}title" aria-level=${state.hasMainTitle ? 1 : nothing}>${ownText(form, 'title')}</h2>` : nothing}
      ${checks.summary?.(state)}
      ${
        page || !steps
          ? [page?.head, draw(() => true)]
          : [
              steps.map(
                (step) => html`<div part="step" class="fields">
                  ${step.title ? html`<h3>${ownText(step, 'title')}</h3>` : nothing} ${draw((name) => step.fields.includes(name))}
                </div>`,
              ),
              draw((name) => !steps.some(({ fields }) => fields.includes(name))),
            ]
      }
      <div part=${isUnsent ? 'status' : nothing} class=${isUnsent ? 'status' : 'unseen'} role="status">
        <span .textContent=${says && (phase !== 'sending' || isSlow) ? strings[says] : ''}></span>
        ${phase === 'refused' ? html`<a href=${hostedPage(state.base, form.id)}><span>${strings.hosted}</span></a>` : nothing}
      </div>
      ${state.upload}
      <input class="unseen" name=${TRAP} autocomplete="off" tabindex="-1" aria-hidden="true">
      <div class="row">${page?.back}<button part="submit" aria-disabled=${phase === 'sending' ? 'true' : nothing}>
        ${[isLast ? ownText(form, 'submit') : strings.steps?.next, strings.sending, strings.retry].map(
          (words, index) => html`<span class=${index === button ? nothing : 'off'}>${words}</span>`,
        )}
      </button></div>
    </form>
  `
}
