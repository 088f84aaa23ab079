/**
 * Styles of the element where it draws. In its shadow root they stand as they are written; in light DOM, beside the page's
 * own, below a selector that outranks what style sheets say of plain tags and types.
 */
const LIGHT = 'gatehouse-form[shadow]'

/** By their text: one sheet a page, whatever the number of forms. */
const sheets: Record<string, CSSStyleSheet> = {}

/** Puts rules where `root` stands, once: a box in the page, whose rules end at the element, or all of a tree. A page that forbids `<style>` allows this. */
export function adopt(root: ShadowRoot | Document | HTMLElement, rules: string): void {
  // A box may be out of the page while a part of its form comes: the rules wait for it there.
  const place = (root.isConnected ? root.getRootNode() : document) as ShadowRoot | Document
  const text = place === root ? rules : below(LIGHT, rules)
  if (!sheets[text]) {
    sheets[text] = new CSSStyleSheet()
    sheets[text].replaceSync(text)
  }
  if (!place.adoptedStyleSheets.includes(sheets[text])) place.adoptedStyleSheets.push(sheets[text])
}

/** The rules for what stands below `selector` in light DOM, with `:host` for itself. */
export const below = (selector: string, rules: string): string =>
  `${selector}{${rules.replace(/:host(\((.*?)\))?/g, '&$2')}}`
