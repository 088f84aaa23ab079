import { describe, expect, test } from 'vitest'
import { OPPORTUNITIES } from '../../../demo/upstreams/bolten/data.ts'
import { contato } from '../../support/forms.ts'
import { openPublished } from '../../support/published-desk.ts'

const FORM = contato.replaceAll('SITE', 'https://example.com')

/** As it was published when nothing had changed yet. */
const openServed = () => openPublished(FORM)

describe('forms plan', () => {
  test('changes nothing when neither the file nor the upstream changed', async () => {
    const { run } = await openServed()
    const { status, stdout, stderr } = await run('forms', 'plan')
    expect(stderr).toBe('')
    expect(stdout).toBe('contato: the next publish changes nothing\n')
    expect(status).toBe(0)
  })

  test('shows what the file would change: fields, texts and mapping', async () => {
    const { run, desk } = await openServed()
    desk.write(
      'forms/contato.yaml',
      FORM.replace('title: Fale com a gente', 'title: Escreva')
        .replace('to: Telefone, type: tel', 'to: Campanha, type: text')
        .replace('  - { name: campanha, to: Campanha, from: last.utm_campaign }\n', ''),
    )
    const { stdout, status } = await run('forms', 'plan')
    expect(stdout).toContain('contato: the next publish changes it')
    expect(stdout).toContain('~ title: "Fale com a gente" → "Escreva"')
    expect(stdout).toContain('~ fields.telefone.type: "tel" → "text"')
    expect(stdout).toMatch(/~ mappings\.opportunity\.telefone: .*"key":"Telefone".* → .*"key":"Campanha"/)
    expect(stdout).toContain('- mappings.opportunity.last.utm_campaign')
    expect(status).toBe(0)
    const machine = JSON.parse((await run('forms', 'plan', '--json')).stdout)
    expect(machine.plans[0]).toMatchObject({ form: 'contato', verdict: 'publishes' })
  })

  test('proposes the exact line for a field that was probably renamed, and needs a person', async () => {
    const { run, emulator } = await openServed()
    emulator.changeSchema({ component: OPPORTUNITIES, rename: { from: 'Telefone', to: 'Telefone celular' } })
    const { stdout, status } = await run('forms', 'plan')
    expect(status).toBe(1)
    expect(stdout).toContain('a person is needed')
    expect(stdout).toMatch(/write in .*telefone.*: to: Telefone celular/)
    const examined = await run('doctor', '--json')
    const { findings } = JSON.parse(examined.stdout)
    const drifted = findings.filter(
      ({ check, state }: Record<string, string>) => check === 'form contato' && state !== 'ok',
    )
    expect(drifted.map(({ mend }: Record<string, string>) => mend).join('\n')).toContain('to: Telefone celular')
  })

  test('says what cannot be published, which form has no file any more, and what could not be read', async () => {
    const { run, desk, emulator, forms } = await openServed()
    const live = await forms.live('contato')
    if (!live) throw new Error('It is not live.')
    await forms.saveVersion({ ...live, form: 'antigo' }, 2)
    desk.write('forms/contato.yaml', FORM.replace('to: Melhor dia', 'to: Melhor hora'))
    const { stdout, status } = await run('forms', 'plan')
    expect(status).toBe(1)
    expect(stdout).toContain('contato: cannot be published as its file stands\n  dia: ')
    expect(stdout).toContain('antigo: served, and has no file any more.')
    emulator.switches.faults = [{ kind: 'status', status: 503, times: 9 }]
    expect((await run('forms', 'plan')).stdout).toContain('could not be read from crm')
  })
})

describe('forms validate', () => {
  test('says of each form whether it fits the schema as it is', async () => {
    const { run, emulator } = await openServed()
    expect(await run('forms', 'validate')).toMatchObject({ status: 0, stdout: 'contato: fits\n' })
    emulator.changeSchema({ component: OPPORTUNITIES, remove: 'Conta de luz' })
    const gone = await run('forms', 'validate')
    expect(gone.status).toBe(1)
    expect(gone.stdout).toContain('contato: does not fit\n  conta: ')
    expect(await run('forms', 'validate', '--offline')).toMatchObject({ status: 0 })
  })
})
