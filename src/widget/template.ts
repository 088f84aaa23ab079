/**
 * Markup as values: `html` says what is to stand in a place, `render` makes it so and touches only what differs from before.
 *
 * It knows what the element's templates are written in and no more: elements, text, and values as text, as another
 * template, as a list, or in an attribute: `name=${…}`, `name="a ${…} b"`, `?flag=${…}`, `.property=${…}`, `@event=${…}`, and all
 * attributes of an object at once: `<input ${…}>`. Nodes are made one by one, never from a string, so that no policy of the
 * page has to allow it.
 */
export interface TemplateResult {
  readonly strings: TemplateStringsArray
  readonly values: readonly unknown[]
}

export const html = (strings: TemplateStringsArray, ...values: unknown[]): TemplateResult => ({ strings, values })

/** Leaves an attribute out, or a place empty; so do null and undefined. */
export const nothing = undefined

/** Makes `value` what stands in `container`, behind what was there before the first time. */
export function render(value: unknown, container: Node): void {
  const place = places.get(container) ?? new Place(container.appendChild(new Comment()))
  places.set(container, place)
  place.set(value)
}

const places = new WeakMap<Node, Place>()

/** Between two marks among a node's children: a text, a template, or a list of places. */
class Place {
  readonly #start: ChildNode
  readonly #end: ChildNode
  #text: unknown
  #drawn: Drawn | undefined
  #list: Place[] | undefined

  /** Before this mark. */
  constructor(end: ChildNode) {
    this.#end = end
    this.#start = this.#add(new Comment())
  }

  set(value: unknown): void {
    if (Array.isArray(value)) {
      if (!this.#list) this.#clear()
      this.#list ??= []
      const list = this.#list
      value.forEach((each, index) => {
        list[index] ??= new Place(this.#add(new Comment()))
        list[index].set(each)
      })
      while (list.length > value.length) list.pop()?.remove()
    } else if (isTemplate(value)) {
      if (this.#drawn?.strings !== value.strings) {
        this.#clear()
        this.#drawn = new Drawn(value)
        this.#add(this.#drawn.content)
      } else this.#drawn.update(value.values)
    } else if (value !== this.#text || this.#list || this.#drawn) {
      // Always a node of its own: a browser that translates the page has replaced the one before.
      this.#clear()
      this.#text = value
      if (value != null) this.#add(new Text(`${value}`))
    }
  }

  #add<Added extends Node>(node: Added): Added {
    return (this.#end.parentNode as Node).insertBefore(node, this.#end)
  }

  #clear(): void {
    this.#text = this.#drawn = this.#list = undefined
    while (this.#start.nextSibling !== this.#end) this.#start.nextSibling?.remove()
  }

  remove(): void {
    this.#clear()
    this.#start.remove()
    this.#end.remove()
  }
}

const isTemplate = (value: unknown): value is TemplateResult => !!(value as TemplateResult | undefined)?.strings

/** One template as it stands in the page. */
class Drawn {
  readonly strings: TemplateStringsArray
  readonly content: Node
  readonly #setters: ((values: readonly unknown[]) => void)[]

  constructor({ strings, values }: TemplateResult) {
    const plan = plans.get(strings) ?? planOf(strings)
    plans.set(strings, plan)
    this.strings = strings
    this.content = document.importNode(plan.content, true)
    const walker = document.createTreeWalker(this.content)
    const nodes: Node[] = []
    while (walker.nextNode()) nodes.push(walker.currentNode)
    this.#setters = plan.holes.map((hole) => hole(nodes))
    this.update(values)
  }

  update(values: readonly unknown[]): void {
    for (const set of this.#setters) set(values)
  }
}

/** Puts the values that it is concerned with where they belong. */
type Setter = (values: readonly unknown[]) => void

/** What a template is made of: its nodes, to be copied, and what makes a setter for each value from the copied nodes. */
interface Plan {
  readonly content: DocumentFragment
  readonly holes: ((nodes: readonly Node[]) => Setter)[]
}

const plans = new WeakMap<TemplateStringsArray, Plan>()

/** Stands for a value while the markup is read. */
const HOLE = '\uE000'
const TOKEN = /<(\/?)([\w-]+)([^>]*)>|[^<]+/g
const ATTRIBUTE = /([^\s=/]+)(?:=(?:"([^"]*)"|([^\s"]+)))?/g
const EMPTY = /^(input|br)$/

function planOf(strings: TemplateStringsArray): Plan {
  const content = new DocumentFragment()
  const holes: Plan['holes'] = []
  let parent: Node = content
  let nodes = 0
  let values = 0
  const add = (node: Node) => {
    parent.appendChild(node)
    return nodes++
  }
  for (const [text, closes, tag, attributes = ''] of strings.join(HOLE).matchAll(TOKEN)) {
    if (closes) parent = parent.parentNode as Node
    else if (tag) {
      const element = document.createElement(tag)
      const index = add(element)
      for (const [, name = '', quoted, bare = ''] of attributes.matchAll(ATTRIBUTE)) {
        const pieces = (name === HOLE ? name : (quoted ?? bare)).split(HOLE)
        const first = values
        values += pieces.length - 1
        if (pieces.length > 1) holes.push((all) => attribute(all[index] as Element, name, pieces, first))
        else element.setAttribute(name, `${pieces}`)
      }
      if (!EMPTY.test(tag)) parent = element
    } else {
      text.split(HOLE).forEach((piece, isBehindHole) => {
        if (isBehindHole) {
          const index = add(new Comment())
          const at = values++
          holes.push((all) => {
            const place = new Place(all[index] as ChildNode)
            return (each) => place.set(each[at])
          })
        }
        if (piece) add(new Text(piece))
      })
    }
  }
  return { content, holes }
}

/** `pieces` are what stands around the values, of which the first is at `first`. */
function attribute(element: Element, name: string, pieces: readonly string[], first: number): Setter {
  const isWhole = pieces.length === 2 && !pieces.join('')
  let last: unknown
  if (name[0] === '@') {
    element.addEventListener(name.slice(1), (event) => (last as (event: Event) => void)(event))
  }
  return (values) => {
    const value = isWhole
      ? values[first]
      : pieces.map((piece, index) => (index ? `${values[first + index - 1] ?? ''}${piece}` : piece)).join('')
    if (value === last) return
    last = value
    const all = name === HOLE ? (value as object) : { [name]: value }
    for (const [each, wanted] of Object.entries(all)) put(element, each, wanted)
  }
}

function put(element: Element, name: string, value: unknown): void {
  const bare = name.slice(1)
  if (name[0] === '?') element.toggleAttribute(bare, !!value)
  else if (name[0] === '.') Object.assign(element, { [bare]: value })
  else if (name[0] === '@') return
  else if (value == null) element.removeAttribute(name)
  else if (element.getAttribute(name) !== `${value}`) element.setAttribute(name, `${value}`)
}
