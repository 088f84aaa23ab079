/** Everything that the element shows of itself, read from the sources of its class and of its events. */
import type { Tagged } from './doc-comment.ts'
import { plain, readDocComment } from './doc-comment.ts'

export interface ElementDescription {
  readonly tag: string
  readonly className: string
  readonly description: string
  readonly attributes: readonly Attribute[]
  /** What is no attribute. */
  readonly properties: readonly Property[]
  readonly methods: readonly Method[]
  readonly events: readonly FiredEvent[]
  readonly slots: readonly Tagged[]
  readonly parts: readonly Tagged[]
  readonly cssProperties: readonly Tagged[]
}

export interface Attribute extends Tagged {
  /** The property of the same name; of `datalayer-event` and the like there is none. */
  readonly property: string | undefined
  readonly isFlag: boolean
  /** Those that it may have, where it may not have every one. */
  readonly values: readonly string[]
}

export interface Property extends Tagged {
  readonly isReadonly: boolean
}

export interface Method {
  readonly name: string
  readonly parameters: string
  readonly returns: string
  readonly description: string
}

export interface FiredEvent extends Tagged {
  /** What it says besides that it happened. */
  readonly fields: readonly { readonly name: string; readonly type: string }[]
}

/** The two are TypeScript, as the files are written. */
export function describe(elementSource: string, eventsSource: string): ElementDescription {
  const [, comment, className] = /\/\*\*((?:(?!\*\/).)*)\*\/\nexport class (\w+)/s.exec(elementSource) ?? []
  if (comment === undefined || className === undefined) throw new Error('There is no class with a comment.')
  const { description, tagged } = readDocComment(comment)
  const [tag] = tagged.tag
  if (!tag) throw new Error(`${className} does not say its @tag.`)
  const attributes = tagged.attr.map(attribute)
  const isAttribute = ({ name }: Tagged) => attributes.some((each) => each.name === name)
  return {
    tag: tag.name,
    className,
    description,
    attributes,
    properties: tagged.prop
      .filter((property) => !isAttribute(property))
      .map((property) => ({ ...property, isReadonly: !elementSource.includes(`\n  set ${property.name}(`) })),
    methods: methodsOf(elementSource),
    events: withFields(tagged.fires, eventsSource),
    slots: tagged.slot,
    parts: tagged.csspart,
    cssProperties: tagged.cssprop,
  }
}

function attribute(written: Tagged): Attribute {
  const { name, type } = written
  return {
    ...written,
    type: type || 'string',
    property: name.includes('-') ? undefined : name,
    isFlag: type === 'boolean',
    values: [...type.matchAll(/'([^']+)'/g)].map(([, value = '']) => value),
  }
}

/** The methods that have a comment: those that the browser calls have none. */
function methodsOf(body: string): readonly Method[] {
  const found = body.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\n {2}(?:async )?(\w+)\(([^)]*)\): ([^{]+) \{/gs)
  return [...found].map(([, comment = '', name = '', parameters = '', returns = '']) => ({
    ...{ name, parameters, returns },
    description: plain(comment),
  }))
}

/** Each of the events with what its class says; an event that only one of the two knows is an error. */
function withFields(fired: readonly Tagged[], source: string): readonly FiredEvent[] {
  const [, written = ''] = /interface Fields \{(.*?)\n\}/s.exec(source) ?? []
  const fields = new Map(
    [...written.matchAll(/^ {2}'([\w-]+)': (.+)$/gm)].map(([, name = '', says = '']) => [name, says]),
  )
  const types = new Map(
    [...source.matchAll(/^export type (\w+) = Said<'([\w-]+)'>$/gm)].map(([, type = '', name = '']) => [name, type]),
  )
  const names = [...new Set([...fields.keys(), ...types.keys(), ...fired.map(({ name }) => name)])]
  return names.map((name) => {
    const event = fired.find((each) => each.name === name)
    const says = fields.get(name)
    if (!event || says === undefined || types.get(name) !== event.type)
      throw new Error(`The class and events.ts do not agree on the event ${name}.`)
    const members = says.matchAll(/readonly (\w+): ([^;}]+?)\s*(?=[;}])/g)
    return { ...event, fields: [...members].map(([, member = '', type = '']) => ({ name: member, type })) }
  })
}
