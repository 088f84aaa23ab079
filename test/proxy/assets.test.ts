/** The widget's files as the proxy serves them, also to elements of another release. */
import { expect, test } from 'vitest'
import type { Asset } from '../../proxy/assets/assets.ts'
import { BASE, contato, openHosted } from '../support/hosted.ts'

const file = (text: string): Asset => {
  const body = new TextEncoder().encode(text)
  return { type: 'text/javascript; charset=utf-8', bodies: { br: body, gzip: body, identity: body } }
}

const files = new Map([
  ['form.js', file('element')],
  ['assets/steps-0a1b2c3d.js', file('steps')],
  ['assets/check-0a1b2c3d.js', file('check')],
  ['assets/NOTICES.txt', file('notices')],
])

async function get(name: string): Promise<readonly [status: number, text: string, cache: string | null]> {
  const proxy = await openHosted([contato], { assets: { files, embed: async () => new Uint8Array() } })
  const response = await proxy.get(`${new URL(BASE).pathname}v1/assets/${name}`)
  return [response.status, await response.text(), response.headers.get('cache-control')]
}

test('a part by its own name is kept for ever', async () => {
  expect(await get('steps-0a1b2c3d.js')).toEqual([200, 'steps', 'public, max-age=31536000, immutable'])
})

test('a part as another release called it is the present one, and not kept for long', async () => {
  const [status, text, cache] = await get('steps-ffffffff.js')
  expect([status, text]).toEqual([200, 'steps'])
  expect(cache).toMatch(/^public, max-age=300,/)
  expect(cache).not.toContain('immutable')
})

test('a file without a digest in its name may change, and is not kept for ever', async () => {
  const [status, text, cache] = await get('NOTICES.txt')
  expect([status, text]).toEqual([200, 'notices'])
  expect(cache).not.toContain('immutable')
})

test.each([
  'nope-0a1b2c3d.js',
  'steps.js',
  'steps-0a1b2c3d.css',
  'step-0a1b2c3d.js',
  'steps-0a1b2c3.js',
  '-0a1b2c3d.js',
])('nothing else is there: %s', async (name) => {
  expect((await get(name))[0]).toBe(404)
})
