const space = 'var(--gatehouse-space, .5em)'

export const styles = `
.progress { gap: ${space} }
.progress > [tabindex] { font-size: 1em; font-weight: 600 }
.line { display: flex; gap: .25em }
.line > i { flex: 1; border-block-start: .25em solid color-mix(in srgb, currentColor 18%, transparent); border-radius: .25em }
.line > .done { border-color: var(--gatehouse-accent, #2563eb) }
.progress ~ .row > [part=submit] { margin-inline-start: auto }
.row > .back {
  flex: none; margin-inline: -.75em auto; padding-inline: .75em; color: inherit; background: none; font-weight: 400; text-decoration: underline;
}
.row > .back:hover { background: color-mix(in srgb, currentColor 6%, transparent) }
@media (forced-colors: active) {
  .line > i { border-color: GrayText }
  .line > .done { border-color: Highlight }
}
`
