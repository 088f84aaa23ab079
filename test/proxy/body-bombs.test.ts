/** Bodies that lie about themselves or are meant to burst, over a real socket (S6). Slow ones: slow-clients.test.ts. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { HostedProxy } from '../support/hosted.ts'
import { openHosted } from '../support/hosted.ts'
import type { Say } from '../support/listening.ts'
import { head, listening } from '../support/listening.ts'

const SITE = 'origin: https://example.com'
const JSON_TYPE = 'content-type: application/json'
const post = (...headers: readonly string[]) => head('POST /v1/forms/contato/submissions', SITE, JSON_TYPE, ...headers)
const sent = () => JSON.stringify({ id: crypto.randomUUID(), answers: { nome: 'Ana', email: 'ana@example.com' } })
const keys = (count: number) => `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join()}}`
const packed = gzipSync(Buffer.alloc(20_000_000))
const sized = (body: string | Buffer, ...headers: readonly string[]) =>
  [post(...headers, `content-length: ${Buffer.byteLength(body)}`), body] as const
const chunked = (chunk: string, times: number) =>
  [
    post('transfer-encoding: chunked'),
    `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(times),
    '0\r\n\r\n',
  ] as const

async function open(): Promise<{ proxy: HostedProxy; say: Say }> {
  const proxy = await openHosted()
  return { proxy, say: await listening(proxy.fetch) }
}

describe('a body', () => {
  test.each<[string, number, readonly (string | Buffer)[]]>([
    ['whose length is no number', 400, [post('content-length: abc'), '{}']],
    ['whose length is below nothing', 400, [post('content-length: -1'), '{}']],
    ['with two lengths', 400, [post('content-length: 2', 'content-length: 3'), '{}x']],
    [
      'with a length and chunks',
      400,
      [post('content-length: 2', 'transfer-encoding: chunked'), '2\r\n{}\r\n0\r\n\r\n'],
    ],
    ['of a chunk whose size is none', 400, [post('transfer-encoding: chunked'), 'zz\r\n{}\r\n0\r\n\r\n']],
    // Of which the rest would be another request.
    ['that is longer than it says', 400, [post('content-length: 2'), sent()]],
    ['that says nothing of its length and has a million keys', 413, chunked(keys(9_000), 120)],
    ['with a million keys', 413, sized(keys(1_000_000))],
    ['with more keys than a form has answers', 400, sized(keys(5_000))],
    ['with 200,000 nested arrays', 413, sized('['.repeat(200_000))],
    ['with as many nested arrays as it may hold', 400, sized('['.repeat(65_536))],
    ['with as many nested objects as it may hold', 400, sized('{"a":'.repeat(13_000))],
    ['that is packed', 415, sized(packed, 'content-encoding: gzip')],
    ['that is packed, and called plain', 400, sized(packed)],
    ['that is packed twice over', 415, sized(gzipSync(packed), 'content-encoding: gzip, gzip')],
  ])('%s gets %i; nothing is kept, and the next one is served', async (_what, status, parts) => {
    const { proxy, say } = await open()
    expect(await say(...parts)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(await proxy.kept()).toEqual([])
    expect(await say(...sized(sent()))).toMatch(/^HTTP\/1\.1 202 /)
    expect(await proxy.kept()).toHaveLength(1)
    expect(JSON.stringify(proxy.log)).not.toContain('unexpected')
  })

  test('of which the rest never comes is not kept', async () => {
    const { proxy, say } = await open()
    const body = sent()
    const answer = await say(post(`content-length: ${body.length + 1}`), body, { end: true })
    expect(answer).not.toMatch(/^HTTP\/1\.1 (2|5)/)
    expect(await proxy.kept()).toEqual([])
  })
})
