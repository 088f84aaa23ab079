/** Stands in for `src/widget/extension-files.ts` in a page whose proxy lacks some of the extensions. */

/** Extensions that cannot be had at present. */
export const missing = new Set<string>()

export const fileOf = (name: string): string =>
  missing.has(name)
    ? `/nowhere/${name}.js`
    : new URL(/* @vite-ignore */ `../../src/widget/extensions/${name}.ts`, import.meta.url).href
