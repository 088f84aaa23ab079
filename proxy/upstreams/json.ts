/** Upstream replies as data: nothing in them is taken for granted. */

export type JsonObject = Readonly<Record<string, unknown>>

/** Deeper than any honest reply, and shallow enough for whatever walks it by recursion. */
const MAX_DEPTH = 64

/** Undefined when it is not JSON, or nested so deep that reading it would be a risk. */
export function readJson(text: string): { readonly value: unknown } | undefined {
  if (depthOf(text) > MAX_DEPTH) return undefined
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

/** An own property; a reply may well have a key called `__proto__`. */
export function own(value: unknown, key: string): unknown {
  const object = asObject(value)
  return object && Object.hasOwn(object, key) ? object[key] : undefined
}

/** The first own property that is there and not null. */
export function firstOf(value: unknown, keys: readonly string[]): unknown {
  return keys.map((key) => own(value, key)).find((found) => found !== undefined && found !== null)
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth--
  }
  return deepest
}
