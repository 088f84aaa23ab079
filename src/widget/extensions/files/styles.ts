const space = 'var(--gatehouse-space, .5em)'
const radius = 'var(--gatehouse-radius, .5em)'
const accent = 'var(--gatehouse-accent, #2563eb)'
const focus = `color-mix(in srgb, ${accent} 75%, currentColor)`
const error = 'var(--gatehouse-error, color-mix(in srgb, #e00 60%, currentColor))'
const line = 'var(--gatehouse-border, color-mix(in srgb, currentColor 55%, transparent))'
const tint = 'color-mix(in srgb, currentColor 6%, transparent)'

/** The input lies over the button that is seen, so that what is hit, focused and read out is the browser's own. */
export const styles = `
.pick {
  display: flex; flex-wrap: wrap; align-items: center; gap: ${space} calc(${space} * 2); padding: calc(${space} * 1.5);
  border: 1px dashed ${line}; border-radius: ${radius};
}
.pick:has([aria-invalid=true]) { border-color: ${error} }
[data-over] > .pick { border-color: ${focus}; outline: 2px solid ${focus}; background: ${tint} }
.choose {
  position: relative; display: inline-grid; place-items: center; min-height: max(2.75em, 44px); padding: .6em 1em;
  border: 1px solid ${line}; border-radius: ${radius}; background: var(--gatehouse-field, transparent); font-weight: 600;
}
.choose:hover { background: ${tint} }
.choose:has(:focus-visible) { outline: 2px solid ${focus}; outline-offset: 2px }
.choose > input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer }
.choose > input::file-selector-button { cursor: pointer }
[part~=field] > ul { display: grid; gap: ${space}; padding: 0; list-style: none }
[part=file] { display: flex; align-items: center; gap: calc(${space} * 1.5); padding: .25em; border: 1px solid ${line}; border-radius: ${radius} }
.tile {
  position: relative; flex: none; display: grid; place-items: center; width: 3.6em; height: 3.6em; overflow: hidden; font-size: .75em;
  border-radius: calc(${radius} * .75); background: ${tint}; font-weight: 600;
}
.tile > canvas:not([hidden]) { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover }
.name { flex: 1 }
.name > .quiet { display: block }
.bad { border-color: ${error} }
.bad > .tile { color: ${error} }
.remove { flex: none; width: 44px; min-height: 44px; padding: 0; color: inherit; background: none; font-weight: 400 }
.remove:hover { background: ${tint} }
.remove::before { content: "×" / ""; font-size: 1.5em; line-height: 1 }
.upload > progress { width: 100%; accent-color: ${accent} }
@media (hover: none) { .pick > .quiet { display: none } }
`
