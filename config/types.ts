/**
 * The declarations of what the package exports, as the compiler makes them: of all that it makes, the files that an export
 * leads to. They stand below `dist/types` as their sources stand in the checkout.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

const PROJECT = 'config/types.json'
const TARGET = 'dist/types'

/** An import of another file, whatever it is written as. */
const IMPORT = /(?<before>(?:from |import |import\()')(?<path>\.[^']+)\.ts(?=')/g

/** Beside what the environment of this name builds. */
export function types(environment: string): Plugin {
  return {
    name: 'gatehouse:types',
    apply: 'build',
    writeBundle() {
      if (this.environment.name === environment) writeTypes()
    },
  }
}

function writeTypes(): void {
  const made = mkdtempSync(join(tmpdir(), 'gatehouse-types-'))
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', PROJECT, '--outDir', made], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The declarations could not be made: see above.')
  rmSync(TARGET, { recursive: true, force: true })
  const { files: entries }: { files: string[] } = JSON.parse(readFileSync(PROJECT, 'utf8'))
  const seen = new Set(entries.map((entry) => join(dirname(PROJECT), entry).replace(/\.ts$/, '')))
  for (const source of seen) {
    const text = readFileSync(join(made, `${source}.d.ts`), 'utf8')
    for (const { groups } of text.matchAll(IMPORT)) seen.add(join(dirname(source), `${groups?.path}`))
    const file = join(TARGET, `${source}.d.ts`)
    mkdirSync(dirname(file), { recursive: true })
    // Older compilers look for `x.d.ts` behind `x.js` only.
    writeFileSync(file, text.replaceAll(IMPORT, '$<before>$<path>.js'))
  }
  rmSync(made, { recursive: true })
}
