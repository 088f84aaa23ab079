import { afterEach, expect, test } from 'vitest'
import { CONTACTS, OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import type { BoltenEmulator } from '../../../demo/upstreams/bolten.ts'
import { createBoltenEmulator } from '../../../demo/upstreams/bolten.ts'
import type { Finding } from '../../../proxy/commands/doctor/finding.ts'
import { DESK_KEY, openDesk as openHelpDesk } from '../../support/bolddesk.ts'
import { openDesk } from '../../support/cli.ts'
import { contato } from '../../support/forms.ts'

const KEY = 'key-of-the-clinic'
const emulators: BoltenEmulator[] = []

afterEach(async () => {
  await Promise.all(emulators.splice(0).map((emulator) => emulator.close()))
})

async function openClinic(form: string) {
  const emulator = createBoltenEmulator({ keys: [KEY] })
  emulators.push(emulator)
  emulator.switches.pace = { requests: 1_000, windowMs: 1_000 }
  const desk = await openDesk(`connections:
  crm:
    upstream: bolten
    url: ${await emulator.listen(0)}
    components: { opportunity: ${OPPORTUNITIES}, contact: ${CONTACTS} }
    key: { env: CRM_KEY }
    pace: 100/s
alerts: none
`)
  desk.write('forms/contato.yaml', form.replaceAll('SITE', 'https://example.com'))
  const run = (...args: string[]) => desk.runWith({ CRM_KEY: KEY }, ...args)
  async function examine(): Promise<readonly Finding[]> {
    const { findings } = JSON.parse((await run('doctor', '--json')).stdout) as { findings: readonly Finding[] }
    return findings.filter(({ check }) => check === 'form contato')
  }
  return { run, examine }
}

const withField = (line: string) => contato.replace('contact:\n', `  - ${line}\ncontact:\n`)

test('files that an upstream takes none of: where they stay, and how to get their names', async () => {
  const { examine } = await openClinic(withField('{ name: foto, type: file }'))
  const [fits, files] = await examine()
  expect(fits).toMatchObject({ state: 'ok' })
  expect(files).toMatchObject({
    state: 'warn',
    words: expect.stringMatching(
      /^foto: crm takes no files of opportunity records: they stay with Gatehouse, in .*gatehouse\.db\.uploads\.$/,
    ),
    mend: expect.stringContaining('`to:`'),
  })
})

test('files whose names go to a text field need nobody', async () => {
  const { examine } = await openClinic(
    withField('{ name: foto, type: file, to: Observação }').replace(/^.*name: mensagem.*\n/m, ''),
  )
  expect((await examine()).map(({ state }) => state)).toEqual(['ok', 'ok'])
})

test('what the upstream requires and the form has nothing for is told by doctor, by plan and by validate', async () => {
  const bare = contato.replace(/^.*name: nome, to: Nome.*\n/m, '').replace('{ name: nome, to: Nome }, ', '')
  const { run, examine } = await openClinic(bare)
  const said = 'opportunity requires "Nome", and the form has nothing for it.'
  expect(await examine()).toMatchObject([{ state: 'fail', words: expect.stringContaining(said) }, { state: 'fail' }])
  for (const command of ['plan', 'validate']) {
    const { status, stdout } = await run('forms', command)
    expect(status).toBe(1)
    expect(stdout).toContain(said)
    expect(stdout).toContain('contact requires "Nome", and the form has nothing for it. Name a field that goes there')
  }
})

test('files of a help desk’s contact stay, though its tickets take theirs', async () => {
  const { url } = await openHelpDesk()
  const desk = await openDesk(`connections:
  desk:
    upstream: bolddesk
    url: ${url}
    key: { env: DESK_KEY }
    pace: 100/s
alerts: none
`)
  const fields = `
  - { name: name, to: contactName, label: Your name, required: true }
  - { name: email, to: emailId, type: email, required: true }
  - { name: photos, type: file, label: Photographs }`
  const head = 'connection: desk\nsites: [https://example.com]\nlocale: en\n'
  desk.write('forms/person.yaml', `id: person\n${head}entity: contact\nfields:${fields}\n`)
  desk.write(
    'forms/help.yaml',
    `id: help\n${head}entity: ticket\nsubject: Help\npriority: Normal\nfields:${fields.replace(/to: \w+/g, 'to: false')}
requester: { name: name, email: email }\n`,
  )
  const { stdout } = await desk.runWith({ DESK_KEY }, 'doctor', '--json')
  const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] }
  const said = findings.filter(({ words }) => words.startsWith('photos: '))
  expect(said).toMatchObject([{ check: 'form person', words: expect.stringContaining('no files of contact records') }])
  expect(findings.filter(({ check }) => check === 'form help').map(({ state }) => state)).toEqual(['ok'])
})
