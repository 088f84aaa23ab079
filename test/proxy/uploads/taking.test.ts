import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bodyOf, bytes, CONTENT, END, filled, head, openUploads, submissionWith } from '../../support/uploads.ts'

describe('a submission with files', () => {
  test('is stored with what each file is, and the files lie where it says, for this user alone', async () => {
    const stage = await openUploads()
    const files = [
      { field: 'cv', name: 'C:\\docs\\Résumé.pdf', content: filled(200_000) },
      { field: 'fotos', name: 'a"b.png', content: CONTENT.png },
      { field: 'fotos', name: '../../c.jpg', content: CONTENT.jpeg },
    ]
    const submission = submissionWith(files)
    expect(await stage.post(await bodyOf(submission, files))).toMatchObject({
      status: 202,
      body: { id: submission.id },
    })
    const kept = await stage.outbox.get(submission.id)
    expect(kept?.answers).toEqual({ nome: 'Ana', cv: ['Résumé.pdf'], fotos: ['a_b.png', 'c.jpg'] })
    expect(kept?.files).toMatchObject([
      { field: 'cv', name: 'Résumé.pdf', type: 'application/pdf', bytes: 200_000 },
      { field: 'fotos', name: 'a_b.png', type: 'image/png', bytes: CONTENT.png.length },
      { field: 'fotos', name: 'c.jpg', type: 'image/jpeg', bytes: CONTENT.jpeg.length },
    ])
    expect(stage.files().toSorted()).toEqual(kept?.files?.map(({ at }) => at).toSorted())
    for (const [index, { at }] of (kept?.files ?? []).entries()) {
      const chunks: Uint8Array[] = []
      for await (const chunk of stage.uploads.open(at)) chunks.push(chunk)
      expect(Buffer.concat(chunks).equals(Buffer.from(files[index]?.content as Uint8Array))).toBe(true)
      expect(statSync(join(stage.folder, at)).mode & 0o777).toBe(0o600)
    }
    expect(statSync(stage.folder).mode & 0o777).toBe(0o700)
    expect(JSON.stringify(stage.lines)).not.toMatch(/sum|\.pdf|Ana/)
  })

  test('is the same submission when it is sent again, whichever came first, and its files lie there once', async () => {
    const stage = await openUploads()
    const files = [{ field: 'cv', name: 'cv.pdf', content: filled(50_000) }]
    const body = await bodyOf(submissionWith(files), files)
    const answers = await Promise.all([stage.post(body), stage.post(body), stage.post(body)])
    answers.push(await stage.post(body))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202])
    expect(new Set(answers.map(({ body: { reference } }) => reference)).size).toBe(1)
    expect(await stage.outbox.counts()).toMatchObject({ waiting: 1 })
    const [kept] = await stage.outbox.list({ limit: 10 })
    expect(stage.files()).toEqual(kept?.files?.map(({ at }) => at))
  })

  test('conflicts with another that has its id and other bytes, which leaves nothing', async () => {
    const stage = await openUploads()
    const files = [{ field: 'cv', name: 'cv.pdf', content: filled(1_000) }]
    const submission = submissionWith(files)
    expect((await stage.post(await bodyOf(submission, files))).status).toBe(202)
    const before = stage.files()
    const others = [{ field: 'cv', name: 'cv.pdf', content: filled(1_001) }]
    const answer = await stage.post(await bodyOf(submission, others))
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/submission-conflict' } })
    expect((await stage.post(await bodyOf({ ...submission, answers: { nome: 'Ana' } }, []))).status).toBe(409)
    expect(stage.files()).toEqual(before)
  })

  test('may come without any file, and with fields that take none but text', async () => {
    const stage = await openUploads()
    const submission = submissionWith([])
    expect((await stage.post(await bodyOf(submission, []))).status).toBe(202)
    expect(await stage.outbox.get(submission.id)).not.toHaveProperty('files')
    expect(stage.files()).toEqual([])
  })

  test('loses the files of a field that its condition hides, and keeps those of one that it shows', async () => {
    const stage = await openUploads()
    const files = [{ field: 'extra', name: 'x.png', content: CONTENT.png }]
    const hidden = submissionWith(files)
    expect((await stage.post(await bodyOf(hidden, files))).status).toBe(202)
    expect(await stage.outbox.get(hidden.id)).not.toHaveProperty('files')
    expect(stage.files()).toEqual([])
    const shown = submissionWith(files)
    shown.answers.nome = 'Bia'
    expect((await stage.post(await bodyOf(shown, files))).status).toBe(202)
    expect(stage.files()).toHaveLength(1)
  })

  test('to a version that nobody knows keeps what no longer fits, but nothing that can be run', async () => {
    const stage = await openUploads()
    const files = [
      { field: 'cv', name: 'one.pdf', content: CONTENT.pdf },
      { field: 'cv', name: 'two.pdf', content: CONTENT.pdf },
    ]
    const submission = submissionWith(files, { version: 'long-gone' })
    expect((await stage.post(await bodyOf(submission, files))).status).toBe(202)
    expect(await stage.outbox.get(submission.id)).toMatchObject({
      leftovers: { cv: ['one.pdf', 'two.pdf'] },
      files: [{ name: 'one.pdf' }, { name: 'two.pdf' }],
    })
    const harmful = [{ field: 'cv', name: 'one.pdf', content: CONTENT.exe }]
    const answer = await stage.post(await bodyOf(submissionWith(harmful, { version: 'long-gone' }), harmful))
    expect(answer).toMatchObject({ status: 422, body: { issues: [{ field: 'cv', code: 'file-type' }] } })
    expect(stage.files()).toHaveLength(2)
  })

  test.each(['a.constructor', 'a.__proto__', 'a.toString', 'a.valueOf'])(
    'may be called %s, which no kind is',
    async (name) => {
      const stage = await openUploads()
      const text = [{ field: 'cv', name, content: 'plain text' }]
      const submission = submissionWith(text)
      expect((await stage.post(await bodyOf(submission, text))).status).toBe(202)
      expect((await stage.outbox.get(submission.id))?.files).toMatchObject([{ name, type: 'text/plain' }])
      const listed = [{ field: 'fotos', name, content: 'plain text' }]
      const answer = await stage.post(await bodyOf(submissionWith(listed), listed))
      expect(answer).toMatchObject({ status: 422, body: { issues: [{ field: 'fotos', code: 'file-type' }] } })
    },
  )

  test('is refused where the proxy takes no files', async () => {
    const stage = await openUploads({ uploads: undefined as never })
    const files = [{ field: 'cv', name: 'cv.pdf', content: CONTENT.pdf }]
    const answer = await stage.post(await bodyOf(submissionWith(files), files))
    expect(answer).toMatchObject({ status: 415, body: { type: '/problems/unsupported-media-type' } })
  })
})

describe('a file that the form does not take is an issue of its field, and leaves nothing', () => {
  const png = CONTENT.png
  test.each([
    ['a program renamed to a picture', [{ field: 'fotos', name: 'cat.png', content: CONTENT.exe }], 'file-type'],
    ['a program', [{ field: 'cv', name: 'setup.exe', content: CONTENT.exe }], 'file-type'],
    ['a script without an extension', [{ field: 'cv', name: 'run', content: bytes('#!/bin/sh\nid') }], 'file-type'],
    ['a page', [{ field: 'cv', name: 'cv.html', content: bytes('<html>') }], 'file-type'],
    ['a picture that is a page', [{ field: 'fotos', name: 'a.gif', content: bytes('GIF89a\0<script>') }], 'file-type'],
    ['a kind that is not listed', [{ field: 'fotos', name: 'a.zip', content: bytes('PK\x05\x06\0') }], 'file-type'],
    ['an empty file', [{ field: 'cv', name: 'cv.pdf', content: '' }], 'bad-input'],
    ['one too many', ['a.png', 'b.png'].map((name) => ({ field: 'cv', name, content: png })), 'too-many-files'],
    ['one for a field of text', [{ field: 'nome', name: 'a.png', content: png }], 'bad-input'],
    ['one for no field', [{ field: 'nobody', name: 'a.png', content: png }], 'unknown-field'],
  ])('%s', async (_what, files, code) => {
    const stage = await openUploads()
    const answer = await stage.post(await bodyOf(submissionWith(files), files))
    expect(answer).toMatchObject({ status: 422, body: { issues: [{ field: files[0]?.field, code }] } })
    expect(stage.files()).toEqual([])
    expect(await stage.outbox.counts()).toMatchObject({ waiting: 0, held: 0 })
  })

  test('too large by itself, or beside the others', async () => {
    const stage = await openUploads({ limits: { perFile: 1_000, perSubmission: 2_500 } })
    const sent = async (...sizes: readonly number[]) => {
      const files = sizes.map((size, index) => ({ field: 'fotos', name: `${index}.pdf`, content: filled(size) }))
      return stage.post(await bodyOf(submissionWith(files), files))
    }
    const issues = [{ field: 'fotos', code: 'file-too-large' }]
    expect(await sent(1_001)).toMatchObject({ status: 422, body: { issues } })
    expect(await sent(1_000, 1_000, 501)).toMatchObject({ status: 422, body: { issues } })
    expect(stage.files()).toEqual([])
    expect(await sent(1_000, 1_000, 500)).toMatchObject({ status: 202 })
  })
})

describe('a body that is no submission with files is a 4xx, and leaves nothing', () => {
  const files = [{ field: 'cv', name: 'cv.pdf', content: filled(100_000) }]
  const text = (body: Uint8Array) => Buffer.from(body).toString('latin1')
  const submission = submissionWith(files)

  test.each<[string, (body: string) => string]>([
    ['another boundary', (body) => body.replaceAll('GatehouseTest', 'SomebodyElses')],
    ['no last boundary', (body) => body.slice(0, -END.length)],
    ['cut in the file', (body) => body.slice(0, -50_000)],
    ['cut in a head', (body) => body.slice(0, body.indexOf('filename'))],
    ['nothing at all', () => ''],
    ['only the last boundary', () => END],
    ['the file first', (body) => body.slice(body.indexOf(head('cv', 'cv.pdf')))],
    ['a part called otherwise first', (body) => body.replace('name="submission"', 'name="answers"')],
    ['a submission that is no JSON', (body) => body.replace('{"id"', '{id')],
    ['a file without a name', (body) => body.replace('; filename="cv.pdf"', '')],
    ['a name that is not listed', (body) => body.replace('filename="cv.pdf"', 'filename="other.pdf"')],
    ['a field that is none', (body) => body.replace('name="cv"', 'name="__proto__"')],
    ['two files, one listed', (body) => body.replace(END, `${head('cv', 'cv.pdf')}x\r\n${END}`)],
    ['a megabyte before the first part', (body) => 'x'.repeat(2 ** 20) + body],
    ['a head of a megabyte', (body) => body.replace('content-disposition', `x-y: ${'x'.repeat(2 ** 20)}\r\n$&`)],
  ])('%s', async (_what, broken) => {
    const stage = await openUploads()
    const answer = await stage.post(bytes(broken(text(await bodyOf(submission, files)))))
    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/bad-request' } })
    expect(String(answer.body.detail)).toMatch(/\w \w/)
    expect(JSON.stringify(answer.body)).not.toContain('pdf')
    expect(stage.files()).toEqual([])
    expect(await stage.outbox.counts()).toMatchObject({ waiting: 0 })
  })

  test('a submission that is too long', async () => {
    const stage = await openUploads()
    const long = { ...submission, context: { page: 'x'.repeat(70_000) } }
    expect(await stage.post(await bodyOf(long, files))).toMatchObject({ status: 413 })
    expect(stage.files()).toEqual([])
  })

  test.each([
    'multipart/form-data',
    `multipart/form-data; boundary=${'x'.repeat(300)}`,
    'multipart/form-data; boundary=',
  ])('the type %s', async (type) => {
    const stage = await openUploads()
    expect((await stage.post(await bodyOf(submission, files), type)).status).toBe(400)
  })
})
