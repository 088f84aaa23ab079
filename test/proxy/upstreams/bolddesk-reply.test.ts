import { describe, expect, test } from 'vitest'
import type { HttpResult } from '../../../proxy/env.ts'
import { readReply } from '../../../proxy/upstreams/bolddesk/reply.ts'

const KEY = 'sk-CANARY-7'
const NOW = Date.UTC(2026, 0, 31, 12, 0, 0)

const CREATE = { safe: false, scope: 'account' } as const
const READ = { safe: true, scope: 'record' } as const

function reply(status: number, body: unknown = '', headers: Readonly<Record<string, string>> = {}): HttpResult {
  return { kind: 'reply', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

const errors = (...list: readonly (readonly [field: string, errorType: string | number])[]) => ({
  message: 'Validation Failed',
  statusCode: 400,
  errors: list.map(([field, errorType]) => ({ field, errorType, errorMessage: 'Não é válido.' })),
})

function failureOf(result: HttpResult, kind: typeof CREATE | typeof READ = CREATE) {
  const read = readReply(result, kind, { now: NOW, key: KEY })
  return read.kind === 'failed' ? read.failure : undefined
}

const HTML = '<!doctype html><title>502 Bad Gateway</title>'

describe('a create', () => {
  test.each([
    [
      'a refused value is this submission’s matter',
      reply(400, errors(['subject', 'FieldRequired'])),
      'refused',
      'rejected',
      undefined,
    ],
    ['whose error type is a number, too', reply(400, errors(['Subject', 3])), 'refused', 'rejected', undefined],
    [
      'problem details with a field',
      reply(400, { title: 'Bad', status: 400, errors: { Subject: ['x'] } }),
      'refused',
      'rejected',
      undefined,
    ],
    [
      'a 400 about no field, of a type that nobody knows, stops the connection',
      reply(400, errors(['', 11])),
      'refused',
      'refused-for-all',
      'component',
    ],
    [
      'a value that is refused without its name',
      reply(400, errors(['', 'InvalidValue'])),
      'refused',
      'rejected',
      undefined,
    ],
    [
      'a 400 without any error',
      reply(400, { message: 'No', statusCode: 400, errors: null }),
      'refused',
      'rejected',
      undefined,
    ],
    [
      'problem details without a field',
      reply(400, { type: 'about:blank', title: 'No', errors: {} }),
      'refused',
      'rejected',
      undefined,
    ],
    ['a 400 that is a page', reply(400, HTML), 'refused', 'rejected', undefined],
    ['a 403 that is a page', reply(403, HTML), 'refused', 'status-403', undefined],
    ['a 403 that is a gateway’s', reply(403, { message: 'Forbidden' }), 'refused', 'status-403', undefined],
    ['a 403 about a field', reply(403, errors(['cf_x', 'AccessDenied'])), 'refused', 'status-403', undefined],
    ['a 404 that is a page', reply(404, HTML), 'refused', 'status-404', undefined],
    [
      'a type that says of one field what others say of an account',
      reply(400, errors(['cf_x', 'ValueNotAllowed'])),
      'refused',
      'rejected',
      undefined,
    ],
    ['access denied by 400', reply(400, errors(['', 'AccessDenied'])), 'refused', 'not-permitted', 'component'],
    [
      'access denied, spelled another way',
      reply(400, errors(['', 'access_denied'])),
      'refused',
      'not-permitted',
      'component',
    ],
    ['not in the plan', reply(400, errors(['', 'FeatureNotAvailableInPlan'])), 'refused', 'not-permitted', 'component'],
    [
      'a requester that the tenant takes not in',
      reply(400, errors(['requesterEmailId', 'NotAllowed'])),
      'refused',
      'rejected',
      undefined,
    ],
    ['access denied by 403', reply(403, errors(['', 'AccessDenied'])), 'refused', 'not-permitted', 'component'],
    ['a key that is not good', reply(401, errors(['', 'Unauthorized'])), 'refused', 'key-refused', 'key'],
    [
      'a suspended account',
      reply(404, { message: 'Your account is suspended.', statusCode: 404 }),
      'refused',
      'not-found',
      'component',
    ],
    [
      'a redirect is never followed',
      reply(307, '', { location: 'https://other.example' }),
      'refused',
      'redirected',
      'component',
    ],
    ['a status that nobody knows', reply(418), 'refused', 'status-418', undefined],
    ['500 may have made it', reply(500, errors(['', 'UnknownError'])), 'unclear', 'status-500', undefined],
    ['502 of a machine between', reply(502, HTML), 'unclear', 'status-502', undefined],
    ['503', reply(503), 'unclear', 'status-503', undefined],
    ['504', reply(504), 'unclear', 'status-504', undefined],
    ['a good status with a page', reply(200, HTML), 'unclear', 'not-json', undefined],
    ['a connection that broke', { kind: 'unclear', reason: 'reset' }, 'unclear', 'reset', undefined],
    [
      'one that never was',
      { kind: 'not-sent', reason: 'connection-refused' },
      'later',
      'connection-refused',
      undefined,
    ],
  ] as const)('%s', (_name, result, kind, reason, stops) => {
    const failure = failureOf(result)
    expect(failure).toMatchObject({ kind, reason })
    expect(failure && 'stops' in failure ? failure.stops : undefined).toBe(stops)
  })

  test.each([
    ['Retry-After', { 'retry-after': '7', 'x-rate-limit-reset': '30' }, 7_000],
    ['else the reset and two seconds', { 'x-rate-limit-reset': '2026-01-31T12:00:30.0000000Z' }, 32_000],
    ['else a minute', {}, 60_000],
  ])('too many calls wait by %s', (_name, headers, afterMs) => {
    expect(failureOf(reply(429, errors(['', 'APICallQuotaExceeded']), headers))).toEqual({
      ...{ kind: 'later', reason: 'rate-limited', afterMs },
    })
  })
})

test('what only reads is done again after any trouble, and a missing record is no matter of the set-up', () => {
  expect(failureOf(reply(502, HTML), READ)).toEqual({ kind: 'later', reason: 'status-502' })
  expect(failureOf(reply(404), READ)).toEqual({ kind: 'refused', reason: 'record-missing' })
})

describe('words for the operator', () => {
  const wordsOf = (body: unknown, status = 400) => {
    const failure = failureOf(reply(status, body))
    return failure && 'words' in failure ? failure.words : undefined
  }

  test('are the upstream’s, field by field, in either shape, without the key', () => {
    expect(wordsOf(errors(['subject', 'FieldRequired'], ['', 3]))).toBe(
      'Validation Failed · subject: Não é válido.; Não é válido.',
    )
    expect(wordsOf({ title: 'Bad', detail: `key ${KEY}`, errors: { Subject: ['is missing'] } })).toBe(
      'Bad · key [secret] · Subject: is missing',
    )
  })

  test('are not a page of some machine between, and never long', () => {
    expect(wordsOf(HTML)).toBeUndefined()
    expect(wordsOf({ message: 'ä'.repeat(5_000) })?.length).toBeLessThan(2_048)
  })
})
