/**
 * The widget's extensions: each file of `src/widget/extensions` becomes a script of its own. What they are made of stands in
 * their names, one digest for all, so that the element needs no list of them.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const SOURCES = 'src/widget/extensions'
const MADE_OF = ['src/contract', 'src/widget', 'config']

/** By name of the extension, where its source is. */
export const extensionSources: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(SOURCES)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file.replace('.ts', ''), join(SOURCES, file)]),
)

/** Where an extension is built, below what browsers load. */
export const extensionFile = (name: string): string => `assets/${name}-${DIGEST}.js`

/** Puts the built names into `src/widget/extension-files.ts`, which from source names the sources. */
export function extensionNames(environments: readonly string[]): Plugin {
  return {
    name: 'gatehouse:extension-names',
    apply: 'build',
    load(id) {
      if (!id.endsWith('/src/widget/extension-files.ts') || !environments.includes(this.environment.name)) return
      return `export const fileOf = (name) => \`v1/${extensionFile(`\${name}`)}\``
    },
  }
}

const DIGEST = digest()

/** Also of the lock file: a newer package, or builder, may write the same source in another way. */
function digest(): string {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'))
  for (const folder of MADE_OF) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
      hash.update(path).update(readFileSync(path))
    }
  }
  return hash.digest('hex').slice(0, 8)
}
