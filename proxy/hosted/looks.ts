/** How a form looks where no script draws it: as the element's own that takes it over, so that nothing moves then. */
import type { PublicForm } from '../../src/contract/form.ts'
import type { Assets } from '../assets/assets.ts'
import { conditionRules, quoted } from './conditions.ts'

/** The element's rules that markup carries to other pages. They end with the form inside the element. */
export const plainStyles = ({ files }: Pick<Assets, 'files'>): string =>
  new TextDecoder().decode(files.get('plain.css')?.bodies.identity)

/** The rules of this one form, wherever it stands. */
export function formLooks(form: PublicForm): string {
  const { strings, steps, fields } = form
  // As wide as the widest of its words will make it.
  const words = `content:${[strings.sending, strings.retry].map(quoted).join('"\\a "')}`
  const own = `${BUTTON}button::before{${words}}${steps ? STEPS : ''}${fields.some(({ type }) => type === 'file') ? FILES : ''}`
  return `${PLAIN}{${own}}${conditionRules(form, `gatehouse-form[form=${quoted(form.id)}]>form`)}`
}

/** One step at a time, as the element will show them. */
export const stepLooks = ({ steps }: PublicForm): string => (steps ? WAITING : '')

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

/**
 * The later steps come with the script, or, when it does not come, as soon as somebody is in the form; from then on they stay:
 * to hide them again takes months.
 */
const WAITING = `@media(scripting:enabled){@supports (transition-behavior:allow-discrete){${PLAIN}{
&:not(:focus-within)>.step~:is(.step,.field){display:none;transition:display 9e6s allow-discrete}
.step~button{margin-inline-start:auto}}}}`
