/** What would be published is whole, has nothing else in it, and can be imported as it says. */
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Packed } from '../support/packed.ts'
import { pack } from '../support/packed.ts'

let packed: Packed

beforeAll(() => {
  packed = pack()
})

afterAll(() => packed?.remove())

/** One of the kinds of file that there are, each for a reader. */
const KINDS = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^dist\/proxy\/(cli|writer)\.js$/,
  /^dist\/proxy\/(chunks\/[\w-]+\.js|NOTICES\.txt)$/,
  /^dist\/widget\/(\w+|assets\/[\w-]+|themes\/\w+)\.(js|css|txt)(\.br|\.gz)?$/,
  /^dist\/(element|index)\.js$/,
  /^dist\/types\/(src|proxy)\/[\w/-]+\.d\.ts$/,
  /^dist\/schemas\/\w+\.schema\.json$/,
  /^dist\/(custom-elements|web-types|vscode\.(html|css)-custom-data)\.json$/,
  /^docs\/[\w./-]+\.(md|js|json)$/,
]

describe('the package', () => {
  test('has files of every kind that it needs, and of no other', () => {
    expect(packed.files.filter((path) => !KINDS.some((kind) => kind.test(path)))).toEqual([])
    expect(KINDS.filter((kind) => !packed.files.some((path) => kind.test(path)))).toEqual([])
  })

  test('has every file that its own description names', () => {
    const { bin, types, customElements, 'web-types': webTypes, exports } = packed.manifest
    const named = JSON.stringify([bin, types, customElements, webTypes, exports]).matchAll(/"(?:\.\/)?(dist\/[^"]+)"/g)
    const paths = [...named].map(([, path = '']) => path)
    const there = (path: string) => {
      const [before = '', after = ''] = path.split('*')
      return packed.files.some((file) =>
        path.includes('*') ? file.startsWith(before) && file.endsWith(after) : file === path,
      )
    }
    expect(paths.length).toBeGreaterThan(8)
    expect(paths.filter((path) => !there(path))).toEqual([])
  })

  test('gives no publisher’s linter anything to say', async () => {
    const tarball = new Uint8Array(packed.tarball).buffer
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  test('has types that say what is there, however an ES module is resolved', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(packed.tarball)))
    if (analysis.types === false) throw new Error('There are no types.')
    // It is a module for bundlers and browsers: `require` and resolvers without `exports` are not for it.
    const meant = (problem: object) =>
      !('resolutionKind' in problem) || problem.resolutionKind === 'node16-esm' || problem.resolutionKind === 'bundler'
    expect(analysis.problems.filter(meant)).toEqual([])
    for (const path of ['.', './element', './react', './vue']) {
      const { resolutions } = analysis.entrypoints[path] ?? {}
      expect([
        path,
        resolutions?.['node16-esm'].resolution?.isTypeScript,
        resolutions?.bundler.resolution?.isTypeScript,
      ]).toEqual([path, true, true])
    }
  })

  test('tells the proxy and the demo apart: nothing of the demo or of the tests is in it', () => {
    expect(packed.files.filter((path) => /demo|site|test|inventory|\.map$|\.built-from/.test(path))).toEqual([])
  })

  test('names in its manifest what it exports', () => {
    const { modules } = JSON.parse(packed.read('dist/custom-elements.json'))
    const [element] = modules
    expect(packed.read(element.path)).toMatch(new RegExp(`export\\s*\\{[^}]*\\bas ${element.declarations[0].name}\\b`))
    for (const { path } of modules) expect(packed.files).toContain(path)
    expect(modules[1].exports).toEqual([
      {
        kind: 'custom-element-definition',
        name: 'gatehouse-form',
        declaration: { name: 'GatehouseForm', module: 'dist/element.js' },
      },
    ])
  })

  test('has one version and one name in all of its descriptions', () => {
    const { name, version } = JSON.parse(packed.read('dist/web-types.json'))
    expect({ name, version }).toEqual({ name: packed.manifest.name, version: packed.manifest.version })
  })
})
