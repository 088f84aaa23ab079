/** HTML as a value: whatever is filled in is text, unless it is HTML itself. */

declare const markup: unique symbol

/** HTML that is safe to send. Only `html` and `attributes` make it. */
export interface Markup {
  readonly [markup]: true
  toString(): string
}

type Fill = Markup | string | number | false | undefined | readonly Fill[]

/** What is false or undefined leaves nothing behind. */
export function html(texts: TemplateStringsArray, ...fills: readonly Fill[]): Markup {
  return sealed(texts.map((text, index) => (index === 0 ? '' : written(fills[index - 1])) + text).join(''))
}

/** Attributes with a blank before each; `true` is one without a value, false and undefined are left out. */
export function attributes(given: Readonly<Record<string, string | number | boolean | undefined>>): Markup {
  const said = Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined || value === false) return []
    return value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`
  })
  return sealed(said.join(''))
}

class Html {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}

const sealed = (text: string) => new Html(text) as unknown as Markup

function written(fill: Fill): string {
  if (fill === undefined || fill === false) return ''
  if (Array.isArray(fill)) return fill.map(written).join('')
  return fill instanceof Html ? fill.toString() : escaped(String(fill))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}

const CHARACTERS = new Map(Object.entries(ENTITIES).map(([char, entity]) => [entity, char]))

/** A text as it was before it was filled in. */
export function unescaped(text: string): string {
  return text.replace(/&#?\w+;/g, (entity) => CHARACTERS.get(entity) ?? entity)
}
