import { describe, expect, test } from 'vitest'
import { isPreview } from '../../../proxy/preview.ts'
import { contato } from '../../support/forms.ts'
import { openPublished } from '../../support/published-desk.ts'

const FORM = contato.replaceAll('SITE', 'example.com')
const PUBLIC = 'publicUrl: https://forms.example.com/leads\n'

/** As a proxy that was started once has it. */
async function openStarted() {
  const published = await openPublished(FORM, PUBLIC)
  const secret = await published.forms.setSettingOnce('secret', 'a secret')
  return { ...published, secret }
}

const hoursLater = (hours: number) => Date.now() + hours * 3_600_000

describe('forms preview', () => {
  test('prints a link that is good for this form for a week, and what it means', async () => {
    const { run, secret } = await openStarted()
    const { stdout, stderr, status } = await run('forms', 'preview', 'contato')
    expect(status).toBe(0)
    const url = new URL(stdout.trim())
    expect(url.origin + url.pathname).toBe('https://forms.example.com/leads/f/contato')
    const token = url.searchParams.get('preview') ?? ''
    expect(await isPreview(secret, token, 'contato', hoursLater(7 * 24 - 1))).toBe(true)
    expect(await isPreview(secret, token, 'contato', hoursLater(7 * 24 + 1))).toBe(false)
    expect(stderr).toContain('nothing of it is kept or delivered, until 20')
    expect(stderr).toContain(`preview="${token}"`)
    expect(stdout + stderr).not.toContain(secret)
  })

  test('lasts as long as is said, in the language that is said, and tells machines the same', async () => {
    const { run, secret } = await openStarted()
    const { stdout } = await run('forms', 'preview', 'contato', '--lasts', '2h', '--locale', 'en', '--json')
    const said = JSON.parse(stdout)
    expect(said).toMatchObject({ form: 'contato', version: expect.any(String), until: expect.stringMatching(/Z$/) })
    expect(said.url).toContain('locale=en')
    expect(await isPreview(secret, said.preview, 'contato', hoursLater(1))).toBe(true)
    expect(await isPreview(secret, said.preview, 'contato', hoursLater(3))).toBe(false)
  })

  test.each(['', '0d', '2', '91d', 'soon'])('lasts no "%s"', async (lasts) => {
    const { run } = await openStarted()
    const { stdout, stderr, status } = await run('forms', 'preview', 'contato', '--lasts', lasts)
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
    expect(stderr).toContain('the longest is 90d')
  })

  test('says what to do where there is no such form, or nothing to sign with yet', async () => {
    const { run } = await openPublished(FORM, PUBLIC)
    const unknown = await run('forms', 'preview', 'contatto')
    expect(unknown.status).toBe(1)
    expect(unknown.stderr).toContain('There is no form "contatto". Did you mean "contato"?')
    const unsigned = await run('forms', 'preview', 'contato')
    expect(unsigned.status).toBe(1)
    expect(unsigned.stderr).toContain('`gatehouse start` makes it')
  })
})
