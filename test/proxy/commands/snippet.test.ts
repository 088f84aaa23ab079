import { describe, expect, test } from 'vitest'
import { openDesk } from '../../support/cli.ts'
import { contato } from '../../support/forms.ts'
import { openPublished } from '../../support/published-desk.ts'

const FORM = contato.replaceAll('SITE', 'example.com')
const PUBLIC = 'publicUrl: https://forms.example.com/leads\n'
const OPTIMISERS = 'data-cfasync="false" nowprocket data-no-optimize="1"'

describe('forms snippet', () => {
  test('prints the element: script and form are asked for together, and a link stands there until it is drawn', async () => {
    const { run } = await openPublished(FORM, PUBLIC)
    const { stdout, stderr, status } = await run('forms', 'snippet', 'contato')
    expect(status).toBe(0)
    const base = 'https://forms.example.com/leads'
    expect(stdout).toContain(
      `<link rel="preload" as="fetch" crossorigin href="${base}/v1/forms/contato?locale=pt-BR">\n`,
    )
    expect(stdout).toContain(`<script type="module" src="${base}/v1/form.js" ${OPTIMISERS}></script>\n`)
    expect(stdout).toContain(
      `<gatehouse-form form="contato" locale="pt-BR"><a href="${base}/f/contato">Abrir o formulário em uma página própria</a></gatehouse-form>\n`,
    )
    expect(stderr).toContain('Pages of these sites may send it: example.com. Another one has to stand in `sites`')
    expect(stderr).toContain('--kind script, --kind instant')
    expect(stderr).not.toContain('publicUrl')
  })

  test('prints one line', async () => {
    const { run } = await openPublished(FORM, PUBLIC)
    const { stdout } = await run('forms', 'snippet', 'contato', '--kind', 'script')
    expect(stdout).toContain(
      `<script async src="https://forms.example.com/leads/v1/embed/contato.js" ${OPTIMISERS}></script>\n`,
    )
    expect(stdout).toContain('<div data-gatehouse-form="contato"></div>\n')
    expect(stdout).not.toContain('preload')
  })

  test.each([
    ['element', ['v1/forms/contato?locale=en"', 'locale="en"', 'f/contato?locale=en"', '>Open the form']],
    ['script', ['v1/embed/contato.js?locale=en"']],
  ])('prints the %s in another language', async (kind, parts) => {
    const { run } = await openPublished(FORM, PUBLIC)
    const { stdout } = await run('forms', 'snippet', 'contato', '--kind', kind, '--locale', 'en')
    for (const part of parts) expect(stdout).toContain(part)
    const other = await run('forms', 'snippet', 'contato', '--kind', kind, '--locale', 'ja')
    expect(other.stdout).not.toContain('ja"')
    expect(other.stderr).toContain('There are no words in ja: it is shown in pt-BR.')
  })

  test('gives machines the same, with what has to be mended', async () => {
    const { run } = await openPublished(FORM.replace('[example.com]', '[]'))
    const { stdout, stderr } = await run('forms', 'snippet', 'contato', '--json')
    expect(stderr).toBe('')
    const said = JSON.parse(stdout)
    expect(said).toMatchObject({ form: 'contato', kind: 'element', locale: 'pt-BR', version: expect.any(String) })
    expect(said.html).toContain('<gatehouse-form form="contato"')
    expect(said.notes).toEqual([
      expect.stringMatching(/^No page but its own \(\/f\/contato\) may send it yet: .*`sites: \[example\.com\]`/),
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:8787\/ is reached from this machine only\. Set `publicUrl` in /),
    ])
  })

  test('says that a page on https loads nothing from plain http', async () => {
    const { run } = await openPublished(FORM.replace('[example.com]', '["*"]'), 'publicUrl: http://forms.example.com\n')
    const { stderr } = await run('forms', 'snippet', 'contato')
    expect(stderr).toContain('A page on https loads nothing from http://forms.example.com/. Set `publicUrl`')
    expect(stderr).toContain('Pages of every site may send it.')
  })

  test('says what to do about a form that is not published, and about one that there is not', async () => {
    const { run, desk } = await openPublished(FORM)
    desk.write('forms/novo.yaml', FORM.replace('id: contato', 'id: novo'))
    const written = await run('forms', 'snippet', 'novo')
    expect(written.status).toBe(1)
    expect(written.stdout).toBe('')
    expect(written.stderr).toContain('The form "novo" is not published yet. `gatehouse start` publishes it')
    const unknown = await run('forms', 'snippet', 'contatto')
    expect(unknown.status).toBe(1)
    expect(unknown.stderr).toContain('There is no form "contatto". Did you mean "contato"? There are: contato, novo.')
    desk.write('forms/novo.yaml', 'id: [')
    expect((await run('forms', 'snippet', 'novo')).stderr).toContain('`gatehouse forms validate` says what is wrong')
  })

  test('knows no other kind, and needs a store', async () => {
    const { run } = await openDesk()
    const wrong = await run('forms', 'snippet', 'contato', '--kind', 'scirpt')
    expect(wrong.status).toBe(2)
    expect(wrong.stderr).toContain('There is no kind "scirpt". Did you mean "script"?')
    const none = await run('forms', 'snippet', 'contato')
    expect(none.status).toBe(1)
    expect(none.stderr).toContain('There is no store at')
  })
})
