/** Stands in for `src/widget/extension-files.ts` in a page whose proxy lacks some of the extensions. */

/** Extensions that cannot be had at present. */
export const missing = new Set<string>()

/** What was asked for, in order. */
export const asked: string[] = []

export function fileOf(name: string): string {
  asked.push(name)
  if (missing.has(name)) return `/nowhere/${name}.js`
  return new URL(/* @vite-ignore */ `../../src/widget/extensions/${name}.ts`, import.meta.url).href
}
