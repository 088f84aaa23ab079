/**
 * Where an extension's script is, below the proxy's address. This is how it runs from source: the build puts the name of
 * the script that it made in this file's place (`config/extensions.ts`).
 */
export const fileOf = (name: string): string =>
  new URL(/* @vite-ignore */ `./extensions/${name}.ts`, import.meta.url).href
