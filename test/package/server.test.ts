/** The element as it is built, on a server: a site that draws its pages there imports it like any other module. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const built = (name: string) => new URL(`../../dist/${name}.js`, import.meta.url).href
const element = built('element')
const root = fileURLToPath(new URL('../../', import.meta.url))

/** What plain Node writes. */
const run = (program: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' })

test.each(['element', 'index'])(
  'importing %s.js changes nothing there, and gives the class to whoever asks for it',
  (name) => {
    const told = run(`
    // Lit counts its copies.
    const names = () => Object.getOwnPropertyNames(globalThis).filter((name) => name !== 'litHtmlVersions').join()
    const before = names()
    const { GatehouseForm, FormEvent } = await import('${built(name)}')
    console.log(JSON.stringify([names() === before, GatehouseForm.observedAttributes.includes('form'), new FormEvent('gatehouse-load').type]))
  `)
    expect(JSON.parse(told)).toEqual([true, true, 'gatehouse-load'])
  },
)

test('React draws the tag with what stands inside', () => {
  const html = run(`
    import '${element}'
    import { createElement as h } from 'react'
    import { renderToString } from 'react-dom/server'
    console.log(renderToString(h('gatehouse-form', { form: 'contact', open: true }, h('a', { href: '/f/contact' }, 'Open'))))
  `)
  expect(html).toContain('<gatehouse-form form="contact" open=""><a href="/f/contact">Open</a></gatehouse-form>')
})

test('Vue draws the tag with what stands inside', () => {
  const html = run(`
    import '${element}'
    import { createSSRApp, h } from 'vue'
    import { renderToString } from 'vue/server-renderer'
    const inside = h('a', { href: '/f/contact' }, 'Open')
    console.log(await renderToString(createSSRApp({ render: () => h('gatehouse-form', { form: 'contact' }, inside) })))
  `)
  expect(html).toContain('<gatehouse-form form="contact"><a href="/f/contact">Open</a></gatehouse-form>')
})
