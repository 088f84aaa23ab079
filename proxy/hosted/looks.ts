/** How a form looks where no script draws it: as the element's own that takes it over, so that nothing moves then. */
import type { PublicForm } from '../../src/contract/form.ts'
import { questions } from '../../src/contract/questions.ts'
import type { Assets } from '../assets/assets.ts'
import { conditionRules, quoted, waiting } from './conditions.ts'
import { nameAt } from './post.ts'

/** The element's rules that markup carries to other pages. They end with the form inside the element. */
export const plainStyles = ({ files }: Pick<Assets, 'files'>): string =>
  new TextDecoder().decode(files.get('plain.css')?.bodies.identity)

/** The rules of this one form, wherever it stands. */
export function formLooks(form: PublicForm): string {
  const { strings } = form
  // As wide as the widest of its words will make it.
  const words = `content:${[strings.sending, strings.retry].map(quoted).join('"\\a "')}`
  const needed = NEEDS.filter(([needs]) => needs(form)).map(([, rules]) => rules)
  return `${PLAIN}{${BUTTON}button::before{${words}}${needed.join('')}}${conditionRules(form, scopeOf(form))}`
}

/**
 * For a form that waits for its element: what that will not show at first, later steps and fields whose condition asks for what is typed,
 * comes with it, or, when it does not come, as soon as somebody is in the form, and not while that is pressed: what is clicked would move away.
 * From then on it stays: to hide it again takes months.
 */
export function waitingLooks(form: PublicForm): string {
  const asked = questions(form)
  const fields = waiting(form).map(
    (field) => ` [data-at=${nameAt(asked.findIndex(({ name }) => name === field.name))}]`,
  )
  const later = form.steps ? ['>.step~:is(.step,.field)', ...fields] : fields
  if (later.length === 0) return ''
  const hidden = later.map((each) => `&:is(:active,:not(:focus-within))${each}`).join()
  const button = form.steps ? '.step~*>button{margin-inline-start:auto}' : ''
  return `@media(scripting:enabled){@supports (transition-behavior:allow-discrete){${scopeOf(form)}{
${hidden}{display:none;transition:display 9e6s allow-discrete}${button}}}}`
}

const scopeOf = ({ id }: PublicForm) => `gatehouse-form[form=${quoted(id)}]>form`

/** Beside the element's own form this says nothing: that stands deeper. */
const PLAIN = 'gatehouse-form>form.fields'
const SPACE = 'var(--gatehouse-space,.5em)'
const RADIUS = 'var(--gatehouse-radius,.5em)'
const LINE = 'var(--gatehouse-border,color-mix(in srgb,currentColor 55%,transparent))'
const BUTTON = 'button::before{grid-area:1/1;height:0;overflow:hidden;visibility:hidden;white-space:pre}'

const STEPS = `
fieldset{border:0;padding:0}
.progress{width:100%;padding:0;margin-block-end:calc(${SPACE}*3);font-weight:600}
.line{display:flex;gap:.25em}
.line>i{flex:1;border-block-start:.25em solid color-mix(in srgb,currentColor 18%,transparent);border-radius:.25em}
.line>.done{border-color:var(--gatehouse-accent,#2563eb)}
`

/** The browser's own control lies over a box that is as large as what the element draws there. */
const FILES = `
.pick{position:relative;display:flex;flex-wrap:wrap;align-items:center;gap:${SPACE} calc(${SPACE}*2);padding:calc(${SPACE}*1.5);
border:1px dashed ${LINE};border-radius:${RADIUS}}
.pick::before,.pick::after{content:attr(data-drop);visibility:hidden}
.pick::before{content:attr(data-choose);box-sizing:border-box;display:grid;align-content:center;
min-height:max(2.75em,44px);padding:.6em 1em;border:1px solid;font-weight:600}
.pick>input{position:absolute;inset:0;height:100%;padding:calc(${SPACE}*1.5);border-color:transparent;color:color-mix(in srgb,currentColor 78%,transparent)}
::file-selector-button{font:inherit;font-weight:600;color:inherit;min-height:max(2.75em,44px);margin-inline-end:calc(${SPACE}*2);padding:.6em 1em;
border:1px solid ${LINE};border-radius:${RADIUS};background:none}
@media(hover:none){.pick::after{display:none}}
`

const PROSE = '.prose ul{padding-inline-start:1.2em}.prose *+p,.prose *+ul{margin-block-start:.75em}'

const NEEDS: readonly [(form: PublicForm) => unknown, rules: string][] = [
  [({ steps }) => steps, STEPS],
  [({ fields }) => fields.some(({ type }) => type === 'file'), FILES],
  [({ fields }) => fields.some(({ prose }) => prose), PROSE],
]
