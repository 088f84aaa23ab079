/** The package in a site that has nothing else of ours: its compiler is content, and its bundle has the element once. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { forgetful, scripts, typed } from '../support/consumers.ts'
import type { Installed } from '../support/installed.ts'
import { install, modules } from '../support/installed.ts'
import type { Stage } from '../support/stage.ts'
import { openStage, until } from '../support/stage.ts'

let site: Installed

beforeAll(() => {
  site = install(['@types/react', 'vue'])
})

afterAll(() => site?.remove())

test('nothing that the package is built of is found from there', () => {
  const { resolve } = createRequire(join(site.folder, 'main.js'))
  expect(resolve('gatehouse')).toBe(join(site.folder, 'node_modules', 'gatehouse', 'dist', 'index.js'))
  for (const name of ['lit', 'lit-html', 'zod', 'hono']) expect(() => resolve(name)).toThrow('Cannot find')
})

describe('its types, where the compiler reads every declaration', () => {
  /** What the compiler has to say about these files. */
  function compile(texts: Readonly<Record<string, string>>, moduleResolution: 'bundler' | 'nodenext'): string {
    const strict = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
      ...{ noImplicitOverride: true, verbatimModuleSyntax: true, isolatedModules: true },
    }
    const compilerOptions = {
      ...{ target: 'ES2022', lib: ['ES2023', 'DOM', 'DOM.Iterable'], jsx: 'react-jsx', types: [], noEmit: true },
      ...{ moduleResolution, module: moduleResolution === 'bundler' ? 'ESNext' : 'NodeNext' },
      ...strict,
    }
    for (const [name, text] of Object.entries(texts)) site.write(name, text)
    site.write('tsconfig.json', JSON.stringify({ compilerOptions, files: Object.keys(texts) }))
    const compiler = join(modules, 'typescript', 'bin', 'tsc')
    return spawnSync(process.execPath, [compiler, '-p', site.folder], { encoding: 'utf8', timeout: 120_000 }).stdout
  }

  const PATIENT = { timeout: 150_000 }

  test.each(['bundler', 'nodenext'] as const)(
    'as %s resolves: in plain TypeScript, React, Vue and an upstream of one’s own, what is right compiles and what is wrong does not',
    PATIENT,
    (moduleResolution) => expect(compile(typed, moduleResolution)).toBe(''),
  )

  test('without the types of a framework, its templates do not know the element', PATIENT, () => {
    expect(compile(forgetful, 'bundler')).toContain("'gatehouse-form'")
  })
})

const form = `id: contato
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
title: Fale com a gente
fields: [{ name: nome, to: Nome, required: true }]
submit: Enviar
success: { message: "Seu número: {reference}" }
`

describe('in a bundle', () => {
  const pages: Record<string, string> = {}
  let stage: Stage
  let browser: Browser

  beforeAll(async () => {
    stage = await openStage({ forms: { contato: form }, pages })
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await stage?.close()
  })

  /** The script as a site's build makes one file of it. */
  async function bundled(script: string): Promise<string> {
    const built = await build({
      ...{ root: site.folder, configFile: false, logLevel: 'error' },
      build: {
        write: false,
        target: 'es2022',
        rolldownOptions: { input: site.write('main.js', script), output: { codeSplitting: false } },
      },
    })
    if (!('output' in built) || built.output.length !== 1) throw new Error('It does not make one file.')
    return built.output[0].code
  }

  /** A page that has the element before its script runs, below the root of the site. */
  async function open(script: string): Promise<{ page: Page; asked: string[]; errors: string[] }> {
    pages['/contato/'] = `<!doctype html><html lang="pt-BR"><link rel="icon" href="data:,"><title>Site</title>
      <gatehouse-form form="contato"><a href="mailto:oi@example.com">Escreva</a></gatehouse-form>
      <script type="module">${script}</script>`
    const page = await (await browser.newContext()).newPage()
    const asked: string[] = []
    const errors: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await page.goto(`${stage.site}/contato/`)
    return { page, asked, errors }
  }

  test.each(Object.entries(scripts))(
    'a site that %s has one element, of its class and for its proxy',
    async (_, script) => {
      const code = await bundled(script)
      expect(code.split('observedAttributes').length - 1).toBe(2)

      const { page, asked, errors } = await open(code)
      await page.getByLabel('Nome').fill('Ana')
      await page.getByRole('button', { name: 'Enviar' }).click()
      await page.locator('[part~=reference]').waitFor()
      expect(await page.evaluate('isOne()')).toBe(true)
      expect(await page.evaluate('seen')).toEqual([
        ['gatehouse-load', true, true],
        ['gatehouse-before-submit', true, true],
        ['gatehouse-accepted', true, true],
      ])
      expect(asked.filter((url) => url.startsWith(stage.site))).toEqual([`${stage.site}/contato/`])
      expect(errors).toEqual([])
      await page.context().close()
    },
  )

  test('where nobody says the proxy, the form is asked for at the root of the site, and what stands inside stays', async () => {
    const { page, asked } = await open(await bundled("import 'gatehouse'"))
    await until(() => asked.some((url) => url.includes('/v1/')))
    expect(asked.filter((url) => url.includes('/v1/')).map((url) => url.replace(/\?.*/, ''))).toEqual([
      `${stage.site}/v1/forms/contato`,
    ])
    expect(await page.getByRole('link', { name: 'Escreva' }).isVisible()).toBe(true)
    await page.context().close()
  })
})
