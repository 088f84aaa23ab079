/**
 * Where each extension's script is, below the proxy's address. This is how it runs from source: the build puts the names of
 * the scripts that it made in this file's place (`config/extensions.ts`).
 */
export const files: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  ['steps', 'dialog', 'masks', 'files', 'prefill', 'instant'].map((name) => [
    name,
    new URL(/* @vite-ignore */ `./extensions/${name}.ts`, import.meta.url).href,
  ]),
)
