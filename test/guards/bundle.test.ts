import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { EAGER_BYTES } from '../../config/docs/size.ts'
import { extensionFile, extensionSources } from '../../config/extensions.ts'
import type { Inventory } from '../../config/inventory.ts'

const dist = new URL('../../dist/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, dist))
const inventory = (environment: string, folder: string): Inventory =>
  JSON.parse(read(`${folder}/inventory.${environment}.json`).toString())

/** What a file loads at once: itself and its static imports, all the way down. */
function eager(files: Inventory, entry: string, seen = new Set<string>()): readonly Inventory[string][] {
  const file = files[entry]
  if (!file || seen.has(entry)) return []
  seen.add(entry)
  return [file, ...file.imports.flatMap((path) => eager(files, path, seen))]
}

const packagesOf = (files: Inventory, entry: string) =>
  [...new Set(eager(files, entry).flatMap(({ packages }) => packages))].sort()

/** Ours, of which a page may have something: the contract without its parser, and the widget. */
const PAGE_ROOMS = /^src\/(widget|contract(?!\/schema\b))\//

describe('what a browser loads', () => {
  test.each([
    ['widget', 'form.js', EAGER_BYTES],
    // With the form behind it that goes along.
    ['embed', 'embed.js', 1_344],
  ])('%s: %s is one file of at most %i bytes of brotli', (environment, file, bytes) => {
    const files = inventory(environment, 'widget')
    expect(Object.keys(files)).toEqual([file])
    expect(files[file]?.dynamicImports).toEqual([])
    expect(read(`widget/${file}.br`).byteLength).toBeLessThanOrEqual(bytes)
    expect(brotliDecompressSync(read(`widget/${file}.br`)).equals(read(`widget/${file}`))).toBe(true)
  })

  test('visit.js is one file of at most 600 bytes as it stands, and nothing but ours', () => {
    const files = inventory('visit', 'widget')
    expect(Object.keys(files)).toEqual(['visit.js'])
    expect(files['visit.js']).toMatchObject({ packages: [], imports: [], dynamicImports: [] })
    expect(read('widget/visit.js').byteLength).toBeLessThanOrEqual(600)
  })

  // The one line gets it from the proxy, before what it wraps the script in.
  test('form.js asks to be compiled as a whole', () => {
    expect(read('widget/form.js').toString()).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/)
  })

  test.each([
    ['widget', 'form.js', ['lit-html']],
    ['embed', 'embed.js', []],
  ])('%s: in %s are %j, and our own page rooms', (environment, file, packages) => {
    const files = inventory(environment, 'widget')
    expect(packagesOf(files, file)).toEqual(packages)
    const modules = eager(files, file).flatMap(({ modules }) => modules)
    expect(modules.filter((path) => !PAGE_ROOMS.test(path))).toEqual([])
  })
})

/** Bytes of brotli: the present size up to the next 256. */
const EXTENSION_BYTES: Readonly<Record<string, number>> = {
  check: 4_736,
  dialog: 1_344,
  files: 4_352,
  instant: 1_280,
  lazy: 256,
  masks: 768,
  prefill: 512,
  proof: 1_536,
  prose: 512,
  steps: 1_920,
  turnstile: 2_048,
}

describe('what a browser loads when a form needs it', () => {
  test('each extension has its limit', () => {
    expect(Object.keys(extensionSources).sort()).toEqual(Object.keys(EXTENSION_BYTES))
  })

  test.each(Object.entries(EXTENSION_BYTES))(
    '%s: one file of at most %i bytes, of our own page rooms only',
    (name, most) => {
      const files = inventory(`extension_${name}`, 'widget')
      const file = extensionFile(name)
      expect(Object.keys(files)).toEqual([file])
      expect(files[file]).toMatchObject({ packages: [], imports: [], dynamicImports: [] })
      expect(files[file]?.modules.filter((path) => !PAGE_ROOMS.test(path))).toEqual([])
      expect(read(`widget/${file}.br`).byteLength).toBeLessThanOrEqual(most)
    },
  )
})

describe('what the proxy loads', () => {
  const RUNTIME = ['@photostructure/sqlite', 'node-gyp-build']

  test('a bare start needs at most 8 packages', () => {
    const files = inventory('proxy', 'proxy')
    const start = Object.keys(files).find((file) => /chunks\/start\b/.test(file)) ?? 'no start'
    const packages = new Set(['cli.js', start, 'writer.js'].flatMap((entry) => packagesOf(files, entry)))
    const all = [...packages, ...RUNTIME].sort()
    expect(all).toEqual([
      '@hono/node-server',
      '@photostructure/sqlite',
      'hono',
      'kysely',
      'node-gyp-build',
      'rate-limiter-flexible',
      'yaml',
      'zod',
    ])
    expect(all.length).toBeLessThanOrEqual(8)
  })

  test('numbering plans and the reader of files are in no file that is loaded at once', () => {
    const files = inventory('proxy', 'proxy')
    for (const name of ['libphonenumber-js', '@fastify/busboy']) {
      expect(Object.values(files).some(({ packages }) => packages.includes(name))).toBe(true)
      const holders = Object.entries(files).filter(([, { packages }]) => packages.includes(name))
      const importers = Object.values(files).filter(({ imports }) => holders.some(([path]) => imports.includes(path)))
      expect(importers.flatMap(({ packages }) => packages).filter((each) => each !== name)).toEqual([])
      for (const [path] of holders) expect(Object.values(files).some((f) => f.dynamicImports.includes(path))).toBe(true)
    }
  })

  test('nothing of the page gets into it', () => {
    const modules = Object.values(inventory('proxy', 'proxy')).flatMap((file) => file.modules)
    expect(modules.filter((path) => /^(src\/(widget|studio)|demo|test)\//.test(path))).toEqual([])
  })
})
