/**
 * The widget's extensions: each file of `src/widget/extensions` becomes a script of its own, with its hash in its name,
 * built before the scripts that name it.
 */
import { existsSync, readdirSync } from 'node:fs'
import type { Plugin } from 'vite'

const SOURCES = 'src/widget/extensions'
const BUILT = 'dist/widget/assets'

/** By name of the extension, where its source is. */
export const extensionSources: Readonly<Record<string, string>> = Object.fromEntries(
  names(SOURCES, /^([\w-]+)\.ts$/).map(([file, name]) => [name, `${SOURCES}/${file}`]),
)

/** Puts the built names into `src/widget/extension-files.ts`, which from source names the sources. */
export function extensionNames(environments: readonly string[]): Plugin {
  return {
    name: 'gatehouse:extension-names',
    apply: 'build',
    load(id) {
      if (!id.endsWith('/src/widget/extension-files.ts') || !environments.includes(this.environment.name)) return
      const files = names(BUILT, /^([\w-]+?)-[\w-]{8}\.js$/).map(([file, name]) => [name, `v1/assets/${file}`])
      return `export const files = ${JSON.stringify(Object.fromEntries(files))}`
    },
  }
}

/** The files of a folder, where there is one, that fit; each with what the pattern caught. */
function names(folder: string, pattern: RegExp): [file: string, name: string][] {
  return (existsSync(folder) ? readdirSync(folder) : []).flatMap((file) => {
    const [, name] = pattern.exec(file) ?? []
    return name === undefined ? [] : [[file, name]]
  })
}
