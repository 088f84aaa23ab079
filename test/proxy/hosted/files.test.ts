/** Files from a page without a script: what its form posts, over real sockets, to a real folder. */
import { describe, expect, test, vi } from 'vitest'
import { hiddenOf } from '../../support/hosted.ts'
import type { UploadStage } from '../../support/uploads.ts'
import { CONTENT, filled, head, openUploads, pour, reply } from '../../support/uploads.ts'

const MB = 2 ** 20
const PATH = '/f/ticket'
/** What a browser sends for an input that nothing was chosen in. */
const NOTHING = new File([], '', { type: 'application/octet-stream' })

type Controls = Readonly<Record<string, string | File | readonly File[]>>

const file = (name: string, content: Uint8Array) => new File([Uint8Array.from(content)], name)
const pdf = (name: string, size = 1_000) => file(name, filled(size))

async function open(stage: UploadStage, path = PATH): Promise<string> {
  return (await fetch(`http://127.0.0.1:${stage.port}${path}`)).text()
}

/** As a browser does: the page's hidden inputs, then its controls, in the page's order. */
async function post(stage: UploadStage, controls: Controls, origin = 'https://forms.example.net') {
  const body = new FormData()
  for (const [name, value] of Object.entries(controls)) {
    for (const each of [value].flat() as (string | File)[]) body.append(name, each)
  }
  const url = `http://127.0.0.1:${stage.port}${PATH}`
  const response = await fetch(url, { method: 'POST', headers: { origin }, body, redirect: 'manual' })
  return { status: response.status, page: await response.text() }
}

const kept = (stage: UploadStage) => stage.outbox.list({ limit: 10 })

describe('the page of a form that takes files', () => {
  test('has an input for each field of them, says what is taken, and posts them', async () => {
    const page = await open(await openUploads())
    expect(page).toMatch(/<form [^>]*enctype="multipart\/form-data"/)
    expect(page).toMatch(/<input [^>]*name="f2"[^>]* type="file">/)
    expect(page).toMatch(/<input [^>]*name="f3"[^>]* type="file" accept="image\/\*,.pdf" multiple>/)
    expect(page).toMatch(/<input [^>]*aria-describedby="ticket-f2-limits"/)
    expect(page).toContain('id="ticket-f2-limits">Up to 10 MB each</p>')
    expect(page).toMatch(
      /id="ticket-f3-limits">Up to 10 MB each · Up to 10 files · Allowed: \W?images\W? and \W?PDF\W?</,
    )
    expect(page.indexOf('name="names"')).toBeGreaterThan(0)
    expect(page.indexOf('name="names"')).toBeLessThan(page.indexOf('name="f1"'))
  })

  test('is the same to paste elsewhere', async () => {
    const markup = await open(await openUploads(), '/v1/forms/ticket.html')
    expect(markup).toMatch(/<form [^>]*enctype="multipart\/form-data"/)
    expect(markup).toContain('Up to 10 MB each')
  })
})

describe('what it posts', () => {
  test('is a submission with its files, in whatever order its controls come', async () => {
    const stage = await openUploads()
    const hidden = hiddenOf(await open(stage))
    const pictures = [file('a.png', CONTENT.png), file('b.jpg', CONTENT.jpeg)]
    const { status } = await post(stage, { ...hidden, f3: pictures, f1: 'Ana', f2: pdf('Résumé.pdf', 200_000) })
    expect(status).toBe(303)
    expect(await kept(stage)).toMatchObject([
      {
        ...{ id: hidden.submission, state: 'waiting' },
        answers: { nome: 'Ana', cv: ['Résumé.pdf'], fotos: ['a.png', 'b.jpg'] },
        files: [
          { field: 'fotos', name: 'a.png', type: 'image/png' },
          { field: 'fotos', name: 'b.jpg', type: 'image/jpeg' },
          { field: 'cv', name: 'Résumé.pdf', type: 'application/pdf', bytes: 200_000 },
        ],
      },
    ])
    expect(stage.files()).toHaveLength(3)
    expect(JSON.stringify(stage.lines)).not.toMatch(/Ana|\.pdf/)
  })

  test('may leave every file out', async () => {
    const stage = await openUploads()
    const hidden = hiddenOf(await open(stage))
    expect((await post(stage, { ...hidden, f1: 'Ana', f2: NOTHING, f3: NOTHING, f4: NOTHING })).status).toBe(303)
    const [submission] = await kept(stage)
    expect(submission?.answers).toEqual({ nome: 'Ana' })
    expect(submission).not.toHaveProperty('files')
    expect(stage.files()).toEqual([])
  })

  test('twice is one submission; with another file of that name it is one that amends it', async () => {
    const stage = await openUploads()
    const given = { ...hiddenOf(await open(stage)), f1: 'Ana', f2: pdf('cv.pdf') }
    expect((await Promise.all([post(stage, given), post(stage, given)])).map(({ status }) => status)).toEqual([
      303, 303,
    ])
    expect(stage.files()).toHaveLength(1)
    for (const size of [1_001, 1_002, 1_002]) {
      expect((await post(stage, { ...given, f2: pdf('cv.pdf', size) })).status).toBe(303)
    }
    const sizes = (await kept(stage)).flatMap(({ files = [] }) => files.map((each) => each.bytes))
    expect(sizes.toSorted()).toEqual([1_000, 1_001, 1_002])
    expect(stage.files()).toHaveLength(3)
  })

  test('without an id comes once more, and says which files to choose again', async () => {
    const stage = await openUploads()
    const { submission: _, ...pasted } = hiddenOf(await open(stage))
    const { status, page } = await post(stage, { ...pasted, f1: 'Ana', f2: pdf('cv.pdf'), f3: NOTHING })
    expect(status).toBe(200)
    expect(page).toContain('value="Ana"')
    expect(page).toContain('CV: please choose again; this page cannot keep files')
    expect(page).not.toContain('Pictures: please choose again')
    expect(page).toContain('One answer needs your attention')
    expect(stage.files()).toEqual([])
  })
})

describe('a refusal keeps what was typed and no file', () => {
  test('for a program in disguise: its field says so, that of a good file that it must be chosen again', async () => {
    const stage = await openUploads()
    const hidden = hiddenOf(await open(stage))
    const given = { ...hidden, f1: 'Ana "A" <b>', f2: pdf('cv.pdf'), f3: file('cat.png', CONTENT.exe) }
    const { status, page } = await post(stage, given)
    expect(status).toBe(422)
    expect(page).toContain('<title>Error: ')
    expect(page).toContain('value="Ana &quot;A&quot; &lt;b&gt;"')
    expect(page).toContain('<a href="#ticket-f2">CV: please choose again; this page cannot keep files</a>')
    expect(page).toContain('<a href="#ticket-f3">Pictures: this kind of file cannot be sent</a>')
    expect(page).toContain('2 answers need your attention')
    expect(hiddenOf(page)).toEqual(hidden)
    expect(stage.files()).toEqual([])
    expect((await post(stage, { ...given, f3: file('cat.png', CONTENT.png) })).status).toBe(303)
  })

  test('for a file that is too large, or one too many: what was typed behind it is there too', async () => {
    const stage = await openUploads({ limits: { perFile: 1_000, files: 2 } })
    const given = { ...hiddenOf(await open(stage)), f2: NOTHING, f3: NOTHING }
    const large = await post(stage, { ...given, f2: pdf('cv.pdf', 300_000), f1: 'Ana' })
    expect(large).toMatchObject({ status: 422, page: expect.stringContaining('CV: this file is too large') })
    expect(large.page).toContain('value="Ana"')
    const many = await post(stage, { ...given, f3: ['1.pdf', '2.pdf', '3.pdf'].map((name) => pdf(name)), f1: 'Ana' })
    expect(many).toMatchObject({ status: 422, page: expect.stringContaining('Pictures: too many files') })
    expect(many.page).toContain('value="Ana"')
    expect(stage.files()).toEqual([])
    expect(await kept(stage)).toEqual([])
  })

  test('for 2 GB in one file: the page comes long before the end, with what was typed before it', async () => {
    const stage = await openUploads()
    const hidden = hiddenOf(await open(stage))
    const socket = await stage.dial(2_048 * MB, PATH)
    const told = reply(socket)
    const texts = Object.entries({ ...hidden, f1: 'Ana' }).map(([name, value]) => `${head(name)}${value}\r\n`)
    socket.write(`${texts.join('')}${head('f2', 'a.pdf')}%PDF-`)
    expect(await pour(socket, 2_048 * MB)).toBeLessThan(200 * MB)
    const page = await told
    expect(page).toMatch(/^HTTP\/1\.1 422/)
    expect(page).toContain('CV: this file is too large')
    expect(page).toContain('value="Ana"')
    expect(stage.files()).toEqual([])
  })

  test('for a page that is too old: the files must be chosen again, nothing of them is kept', async () => {
    const stage = await openUploads()
    const given = { ...hiddenOf(await open(stage)), token: 'v1.e30.AAAA', f1: 'Ana' }
    const { status, page } = await post(stage, { ...given, f2: pdf('cv.pdf'), f3: file('a.png', CONTENT.png) })
    expect(status).toBe(200)
    for (const field of ['CV', 'Pictures']) expect(page).toContain(`${field}: please choose again`)
    expect(page).toContain('value="Ana"')
    expect([stage.files(), await kept(stage)]).toEqual([[], []])
    const fresh = { ...given, ...hiddenOf(page) }
    expect((await post(stage, { ...fresh, f2: pdf('cv.pdf'), f3: file('a.png', CONTENT.png) })).status).toBe(303)
    expect(stage.files()).toHaveLength(2)
  })

  test('for a page of a site that is not listed', async () => {
    const stage = await openUploads()
    const hidden = hiddenOf(await open(stage))
    const { status, page } = await post(stage, { ...hidden, f1: 'Ana', f2: pdf('cv.pdf') }, 'https://evil.example')
    expect(status).toBe(403)
    expect(page).toContain('value="Ana"')
    expect(page).toContain('CV: please choose again')
    expect(stage.files()).toEqual([])
  })

  test('where there is no room for files; without one it is taken', async () => {
    const stage = await openUploads({ limits: { total: 10 } })
    const hidden = hiddenOf(await open(stage))
    const full = await post(stage, { ...hidden, f1: 'Ana', f2: pdf('cv.pdf') })
    expect(full).toMatchObject({ status: 503, page: expect.stringContaining('It has not been sent yet.') })
    expect(full.page).toContain('value="Ana"')
    expect(stage.files()).toEqual([])
    expect((await post(stage, { ...hidden, f1: 'Ana', f2: NOTHING })).status).toBe(303)
  })
})

describe('what no page posts leaves nothing', () => {
  test.each<[string, Controls, number]>([
    ['a file before the names', { f2: pdf('cv.pdf'), names: 'nome cv' }, 400],
    ['a file of no control', { names: 'nome cv', f9: pdf('cv.pdf') }, 400],
    ['a file of the consent', { names: '$consent', f1: pdf('cv.pdf') }, 400],
    ['a file of a prototype', { names: '__proto__', f1: pdf('cv.pdf') }, 400],
    ['texts that are too long', { names: 'nome', f1: 'x'.repeat(65_536), f2: pdf('cv.pdf') }, 413],
    [
      'too many texts',
      { names: 'nome', ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x${i}`, ''])) },
      413,
    ],
  ])('%s', async (_what, controls, status) => {
    const stage = await openUploads()
    expect((await post(stage, controls)).status).toBe(status)
    expect(stage.files()).toEqual([])
    expect(await kept(stage)).toEqual([])
  })

  test('a visitor who vanishes half-way', async () => {
    const stage = await openUploads()
    const hidden = hiddenOf(await open(stage))
    const socket = await stage.dial(5 * MB, PATH)
    const texts = Object.entries(hidden).map(([name, value]) => `${head(name)}${value}\r\n`)
    socket.write(`${texts.join('')}${head('f2', 'a.pdf')}%PDF-${' '.repeat(200_000)}`)
    await vi.waitFor(() => expect(stage.files()).toHaveLength(1), 10_000)
    socket.destroy()
    await vi.waitFor(() => expect(stage.files()).toEqual([]), 10_000)
    expect(await kept(stage)).toEqual([])
  })
})
