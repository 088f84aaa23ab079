const space = 'var(--gatehouse-space, .5em)'
const radius = 'var(--gatehouse-radius, .5em)'

export const styles = `
dialog {
  width: 36em; max-width: calc(100vw - 2em); max-height: calc(100dvh - 2em); margin: auto; padding: 0; overflow: auto;
  overscroll-behavior: contain; border: 1px solid transparent; border-radius: ${radius}; box-shadow: 0 1em 4em rgb(0 0 0 / .3);
}
dialog::backdrop { background: color-mix(in srgb, black 50%, transparent) }
.sheet { padding: calc(${space} * 5) }
.sheet [part=title] { padding-inline-end: 2em }
.sheet > [part=preview] { margin-inline-end: 2.5em }
.sheet > .close {
  position: sticky; z-index: 1; top: calc(${space} * 1.5); display: grid; width: 44px; height: 44px; min-height: 0; padding: 0;
  margin: calc(${space} * -3.5) calc(${space} * -3.5) calc(${space} * 3.5 - 44px); margin-inline-start: auto; color: inherit; background: none;
}
.sheet > .close:hover { background: color-mix(in srgb, currentColor 6%, transparent) }
.close::before, .close::after {
  content: ""; position: absolute; inset: auto; width: 1.1em; height: 0; border: 0 solid; border-block-start-width: .125em;
  border-radius: 0; rotate: 45deg; opacity: 1;
}
.close::after { rotate: -45deg }
@media (max-width: 36em) {
  dialog { width: 100%; max-width: none; margin-block-end: 0; border-end-start-radius: 0; border-end-end-radius: 0 }
  .sheet { padding: calc(${space} * 4); padding-block-end: max(${space} * 4, env(safe-area-inset-bottom)) }
}
@media (prefers-reduced-motion: no-preference) {
  dialog, dialog::backdrop { transition: opacity .15s, translate .15s }
  @starting-style {
    dialog[open], dialog[open]::backdrop { opacity: 0 }
    dialog[open] { translate: 0 8px }
  }
}
`
