/**
 * Inherits the page's font and colours: everything but accent and error is mixed from the page's own text colour. A phone
 * pays for each shorthand with a variable in it, and for each grid: what all fields have is said in longhands and blocks.
 */

const space = `var(--gatehouse-space, .5em)`
const radius = `var(--gatehouse-radius, .5em)`
const accent = `var(--gatehouse-accent, #2563eb)`
// Leans towards the text colour, so that it stands out on light and on dark.
const focus = `color-mix(in srgb, ${accent} 75%, currentColor)`
const error = `var(--gatehouse-error, color-mix(in srgb, #e00 60%, currentColor))`
const line = `var(--gatehouse-border, color-mix(in srgb, currentColor 55%, transparent))`
const tint = `color-mix(in srgb, currentColor 6%, transparent)`

/** In light DOM: what the page says of tags, types and all elements ends here. */
export const reset = '*, ::before, ::after { all: revert }'

/**
 * The same for a plain form, until the element is there: what pages do say. To undo all that they could say takes a phone as long
 * as the rest of the form's styles.
 */
export const plainReset = `
* {
  margin: revert; padding: revert; border: revert; background: revert; color: revert; font: revert; letter-spacing: revert;
  text-transform: revert; text-align: revert; width: revert; height: revert; max-width: revert; max-height: revert;
  display: revert; float: revert; position: revert; box-shadow: revert; appearance: revert; opacity: revert; transition: revert;
}
`

/** What a form begins with, with a script or without. */
export const beginning = `
:host { display: block; overflow-wrap: anywhere }
:host([hidden]) { display: none }
* { box-sizing: border-box; margin: 0; min-width: 0 }
:focus-visible { outline: 2px solid ${focus}; outline-offset: 2px }
.fields > * { position: relative; flex: 1 1 100% }
.fields > * > * { display: block }
.fields > :not(.fields, .row) > * + * { margin-block-start: ${space} }
.fields { display: flex; flex-wrap: wrap; gap: calc(${space}*3) calc(${space}*2) }
.fields > .half { display: flex; flex-direction: column; flex-basis: calc(50% - ${space}); min-width: min(100%, 16.5em) }
.half > p { order: 1 }
h3 { font-size: 1em }
.quiet { font-weight: 400; color: color-mix(in srgb, currentColor 78%, transparent) }
.prose { white-space: pre-line }
.row { display: flex; align-items: center; gap: calc(${space}*1.5) }
.row > .quiet { flex: none }
.control, button, input { font: inherit; letter-spacing: inherit; color: inherit }
[id$=-label], h3, button { font-weight: 600 }
.control, .choice, button { min-height: max(2.75em, 24px) }
.control {
  width: 100%; padding: .6em .65em; font-size: max(1em, 16px);
  background-color: var(--gatehouse-field, transparent);
}
.control:focus-visible { outline-offset: -1px }
.control::placeholder { color: inherit; opacity: .7 }
textarea { resize: vertical }
select.control {
  appearance: none; padding-inline-end: 2em;
  background: conic-gradient(from -45deg at 50% 100%, currentColor 25%, #0000 0) calc(100% - .6em)/.8em .4em no-repeat,
    var(--gatehouse-field, transparent);
}
[dir=rtl] select.control { background-position: .6em }
option { color: CanvasText; background: Canvas }
.choice { display: flex; gap: calc(${space}*1.5); align-items: center; cursor: pointer }
[role$=group] > .choice { padding: .6em .75em }
.control, [role$=group] > .choice { border: 1px solid; border-color: ${line}; border-radius: ${radius} }
.choice:has(:checked) { border-color: ${focus} }
.choice input { flex: none; width: 1.25em; height: 1.25em; accent-color: ${accent} }
button {
  position: relative; display: inline-grid; place-items: center; padding: .6em 1.5em; cursor: pointer;
  color: #fff; color: var(--gatehouse-accent-text, oklch(from ${accent} clamp(0, (.68 - l)*1000, 1) 0 0));
  background-color: ${accent}; border: 1px solid transparent; border-radius: ${radius};
}
.row > button { display: inline-grid }
button > * { grid-area: 1/1 }
`

export const styles = `${beginning}
a { display: inline-block; min-height: 24px; color: inherit; vertical-align: top }
.summary, .status { padding: calc(${space}*2); border: 2px solid ${error}; border-radius: ${radius} }
.unseen { position: absolute !important; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.off { visibility: hidden }
`

/** What is seen only once a visitor has begun, or in a preview: it comes with the check. */
export const lateStyles = `
[part=preview] { padding: calc(${space}*2); margin-block-end: calc(${space}*3); border: 2px dashed; border-radius: ${radius} }
[type=url] { direction: ltr }
[tabindex]:focus { outline: none }
.choice:hover { background: ${tint} }
[part=submit]:hover { background: color-mix(in srgb, ${accent} 88%, #000) }
.summary ul { padding-inline-start: 1.2em }
.invalid { padding-inline-start: .7em; border-inline-start: 2px solid ${error} }
[aria-invalid=true], [aria-invalid=true] > .choice { border-color: ${error} }
.error { display: flex; align-items: baseline; gap: .5em; color: ${error} }
.error::before {
  content: "!" / ""; flex: none; width: 1.4em; height: 1.4em; border: 1.5px solid; border-radius: 1em;
  line-height: 1.25; text-align: center;
}
[aria-disabled=true] { cursor: progress }
button::after {
  content: ""; position: absolute; box-sizing: border-box; inset-block: calc(50% - .4em); inset-inline-end: .4em;
  width: .8em; height: .8em; border: 2px solid; border-block-start-color: transparent; border-radius: 50%; opacity: 0;
}
.success { display: grid; gap: ${space}; align-content: start; justify-items: start }
.success::before {
  content: ""; width: 2.4em; height: 1.2em; margin: 0 .1em 1.2em; rotate: -45deg;
  border: solid ${focus}; border-width: 0 0 .35em .35em;
}
[part=reference] { padding: .1em .4em; border-radius: .25em; background: ${tint}; font-family: ui-monospace, monospace; white-space: nowrap; -webkit-user-select: all; user-select: all }
@media (forced-colors: active) { select.control { appearance: auto } }
@media (prefers-reduced-motion: no-preference) {
  [aria-disabled=true]::after { opacity: 1; rotate: 99turn; transition: rotate 99s .3s linear, opacity 0s .3s }
}
`
