/** Builds what plain Node runs, as the build does: for threads and child processes. Once, until a source changes. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)
const cache = new URL('node_modules/.cache/gatehouse/', root)
/** Where everything that is bundled comes from. */
const SOURCES = ['src/', 'proxy/', 'test/support/', 'package-lock.json']

/** The path is relative to the repository. Resolves with the address of what is to be run. */
export async function bundle(path: string): Promise<URL> {
  return new URL('entry.js', await bundleTogether({ entry: path }))
}

/** By name, paths as above. Resolves with the folder that has each as `<name>.js`. */
export async function bundleTogether(entries: Readonly<Record<string, string>>): Promise<URL> {
  const folder = new URL(`${digestOf(entries)}/`, cache)
  if (existsSync(folder)) return folder
  const half = new URL(`half-${process.pid}-${digestOf(entries)}/`, cache)
  mkdirSync(half, { recursive: true })
  writeFileSync(new URL('package.json', half), '{ "type": "module" }')
  // Taking it in takes longer than most of what is built with it.
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: root.pathname,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
    build: {
      outDir: half.pathname,
      emptyOutDir: false,
      copyPublicDir: false,
      ssr: true,
      minify: false,
      target: 'node20',
      rolldownOptions: {
        input: { ...entries },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  })
  try {
    // Whole or not at all: other tests may look for it at the same time.
    renameSync(half, folder)
  } catch {
    rmSync(half, { recursive: true })
  }
  return folder
}

let sources: Buffer | undefined

function digestOf(entries: Readonly<Record<string, string>>): string {
  sources ??= Buffer.concat(
    SOURCES.flatMap((path) => filesBelow(new URL(path, root))).map((file) => readFileSync(file)),
  )
  const hash = createHash('sha256').update(JSON.stringify(entries)).update(sources)
  for (const path of Object.values(entries)) hash.update(readFileSync(new URL(path, root)))
  return hash.digest('hex').slice(0, 16)
}

function filesBelow(url: URL): readonly URL[] {
  if (!url.href.endsWith('/')) return [url]
  const names = readdirSync(url, { withFileTypes: true }).map((entry) => entry.name + (entry.isDirectory() ? '/' : ''))
  return names.sort().flatMap((name) => filesBelow(new URL(name, url)))
}
