/**
 * Lit's templates, the one way to draw. A text that changes is set as `.textContent` of an element of its own: Lit keeps the
 * node of any other, which a browser that translates the page takes away.
 */
export type { TemplateResult } from 'lit/html.js'
export { html, nothing, render } from 'lit/html.js'
