/**
 * Reads the comment of an element's class. Each line that begins with `@` is one of the tags below, and goes on until the
 * next: what does not read so is an error, since it would be missing from all that is made of it.
 */
const TAGS = {
  tag: /^(?<name>\S+)$/,
  slot: /^(?<name>\S*?) ?- (?<description>.+)$/,
  attr: /^(\{(?<type>.+?)\} )?(?<name>\S+) - (?<description>.+)$/,
  prop: /^\{(?<type>.+?)\} (?<name>\S+) - (?<description>.+)$/,
  fires: /^\{(?<type>.+?)\} (?<name>\S+) - (?<description>.+)$/,
  csspart: /^(?<name>\S+) - (?<description>.+)$/,
  cssprop: /^(\[(?<name>--[\w-]+)=(?<default>[^\]]+)\]|(?<bare>--[\w-]+)) - (?<description>.+)$/,
} as const

export type TagName = keyof typeof TAGS

/** What a tag says; what it cannot say is empty. */
export interface Tagged {
  readonly name: string
  readonly type: string
  readonly default: string
  readonly description: string
}

export interface DocComment {
  readonly description: string
  readonly tagged: Readonly<Record<TagName, readonly Tagged[]>>
}

/** `comment` is all between the opening and the closing of a doc comment. */
export function readDocComment(comment: string): DocComment {
  const [description = '', ...entries] = plain(comment).split(/\s+(?=@\w)/)
  const tagged = Object.fromEntries(Object.keys(TAGS).map((tag) => [tag, []])) as unknown as Record<TagName, Tagged[]>
  for (const entry of entries) {
    const [, tag = '', rest = ''] = /^@(\w+)\s*(.*)$/.exec(entry) ?? []
    if (!isTag(tag)) throw new Error(`There is no tag @${tag}; there is: @${Object.keys(TAGS).join(', @')}.`)
    const { groups } = TAGS[tag].exec(rest) ?? {}
    if (!groups) throw new Error(`This does not read as a @${tag}: ${rest}`)
    const { name = groups.bare ?? '', type = '', default: fallback = '', description: words = '' } = groups
    if (tagged[tag].some((before) => before.name === name)) throw new Error(`There are two of @${tag} ${name}.`)
    tagged[tag].push({ name, type, default: fallback, description: words })
  }
  return { description: description.trim(), tagged }
}

/** Without the stars and the line breaks. */
export const plain = (comment: string): string =>
  comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim()

const isTag = (tag: string): tag is TagName => Object.hasOwn(TAGS, tag)
