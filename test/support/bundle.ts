/** Makes one file that plain Node runs from a module of ours, as the build does: for threads and child processes. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { build } from 'vite'

const root = new URL('../../', import.meta.url)

/** The path is relative to the repository. Resolves with the address of the bundle, named by what is in it. */
export async function bundle(path: string): Promise<URL> {
  const built = await build({
    configFile: false,
    root: root.pathname,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
    build: {
      ssr: path,
      write: false,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  if (!('output' in built) || built.output.length !== 1) throw new Error(`${path} does not make one file.`)
  const { code } = built.output[0]
  const folder = new URL('node_modules/.cache/gatehouse/', root)
  const file = new URL(`${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`, folder)
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true })
    const half = new URL(`${file.href}.${process.pid}`)
    writeFileSync(half, code)
    renameSync(half, file)
  }
  return file
}
