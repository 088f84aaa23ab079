import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../proxy/problem.ts'
import { parseJson, readJson } from '../../proxy/read-body.ts'
import { MAX_BODY_BYTES } from '../../src/contract/wire.ts'

const patient = {
  sleep: (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((done) => signal?.addEventListener('abort', () => done())),
}
const hasty = { sleep: () => Promise.resolve() }

function post(body: BodyInit | null, headers: Record<string, string> = { 'content-type': 'text/plain' }): Request {
  return new Request('http://proxy/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
}

async function refusal(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'accepted',
    (error) => (error instanceof Problem ? error.code : `not a problem: ${error}`),
  )
}

/** A body that never says how long it is and tells how much of it was read. */
function endless(chunkBytes: number): { stream: ReadableStream<Uint8Array>; sent: () => number } {
  let sent = 0
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += chunkBytes
      controller.enqueue(new Uint8Array(chunkBytes).fill(0x20))
    },
  })
  return { stream, sent: () => sent }
}

// S6
describe('reading a body', () => {
  test('takes JSON as text/plain and as application/json, with parameters', async () => {
    for (const type of ['text/plain', 'application/json', 'Application/JSON; charset=utf-8']) {
      expect(await readJson(post('{"a":[1]}', { 'content-type': type }), patient)).toEqual({ a: [1] })
    }
  })

  test.each([['text/html'], ['application/x-www-form-urlencoded'], ['application/jsonp'], ['']])(
    'refuses %j',
    async (type) => {
      expect(await refusal(readJson(post('{}', { 'content-type': type }), patient))).toBe('unsupported-media-type')
    },
  )

  test('refuses a compressed body', async () => {
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' }
    expect(await refusal(readJson(post('{}', headers), patient))).toBe('unsupported-media-type')
  })

  test('counts bytes as they arrive: of an endless body a bounded part is read, and none of it kept', async () => {
    const { stream, sent } = endless(65_536)
    expect(await refusal(readJson(post(stream), patient))).toBe('too-large')
    expect(sent()).toBeLessThan(17 * 2 ** 20)
  })

  test('takes exactly the limit and not a byte more, whatever the header says', async () => {
    const text = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`
    const lying = { 'content-type': 'text/plain', 'content-length': '2' }
    expect(await refusal(readJson(post(text(MAX_BODY_BYTES)), patient))).toBe('accepted')
    expect(await refusal(readJson(post(text(MAX_BODY_BYTES + 1), lying), patient))).toBe('too-large')
  })

  test('gives up on a body that does not come', async () => {
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) })
    expect(await refusal(readJson(post(silent), hasty))).toBe('timeout')
  })

  test.each([
    ['nothing', ''],
    ['half an object', '{"a":'],
    ['broken UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['30,000 nested arrays', '['.repeat(30_000)],
    ['__proto__', '{"answers":{"__proto__":{"isAdmin":true}}}'],
    ['__proto__ in escapes', '{"\\u005f_proto__":1}'],
    ['a thousand keys', `{${Array.from({ length: 1_000 }, (_, i) => `"k${i}":1`).join()}}`],
  ])('refuses %s', async (_what, body) => {
    expect(await refusal(readJson(post(body), patient))).toBe('bad-request')
  })

  test('braces and colons in strings are text', () => {
    const text = JSON.stringify({ a: '[{:'.repeat(500), b: '\\"{' })
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  test('whatever text comes, it is JSON or a problem, and no prototype changes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => text.replace('"', '"__proto__":"')),
        ),
        (text) => {
          try {
            parseJson(text)
          } catch (error) {
            expect(error).toBeInstanceOf(Problem)
          }
          expect(Object.getPrototypeOf({})).toBe(Object.prototype)
          expect('isAdmin' in {}).toBe(false)
        },
      ),
      { numRuns: 5_000 },
    )
  })
})
