/**
 * JSON whatever the page has put on prototypes: old libraries give arrays and strings a `toJSON` of their own, by which
 * `JSON.stringify` would write `"[\"a\"]"` for `["a"]`. What is undefined is left out. For plain data only.
 */
export function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => json(each)).join(',')}]`
  if (typeof value !== 'object' || !value) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${json(member)}`).join(',')}}`
}
