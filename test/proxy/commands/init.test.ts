import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../proxy/config.ts'
import { loadForms } from '../../../proxy/forms/files.ts'
import { faultText } from '../../../proxy/node/yaml-file.ts'
import type { Desk } from '../../support/cli.ts'
import { openDesk } from '../../support/cli.ts'

async function emptyDesk(): Promise<Desk> {
  const desk = await openDesk()
  for (const name of readdirSync(desk.folder)) rmSync(join(desk.folder, name), { recursive: true })
  return desk
}

describe('init', () => {
  test.each([
    ['', 'crm', 'contact', 'opportunity'],
    ['bolten', 'crm', 'contact', 'opportunity'],
    ['bolddesk', 'desk', 'support', 'ticket'],
  ])('%s writes a configuration and a form that can be meant', async (upstream, connection, form, entity) => {
    const { folder, run } = await emptyDesk()
    const { status, stdout } = await run('init', ...(upstream === '' ? [] : [upstream]))
    expect(status).toBe(0)
    expect(stdout).toMatch(/gatehouse\.yaml written\.\nforms\/.*written\.\n\nNext: /)
    const config = loadConfig(join(folder, 'gatehouse.yaml'), {})
    expect(config.ok ? config.value.connections.map(({ name }) => name) : config.faults.map(faultText)).toEqual([
      connection,
    ])

    renameSync(join(folder, `forms/${form}.yaml.example`), join(folder, `forms/${form}.yaml`))
    const forms = loadForms(join(folder, 'forms'), undefined)
    expect(forms.ok ? forms.value : forms.faults.map(faultText)).toMatchObject([{ id: form, connection, entity }])
  })

  test('leaves alone what is there already', async () => {
    const { folder, run, write } = await emptyDesk()
    write('gatehouse.yaml', '# mine\n')
    const { status, stdout } = await run('init', 'bolddesk')
    expect(status).toBe(0)
    expect(stdout).toContain('gatehouse.yaml is there already and stays as it is.')
    expect(readFileSync(join(folder, 'gatehouse.yaml'), 'utf8')).toBe('# mine\n')
  })

  test.each([
    ['boltne', 'There is no upstream "boltne". Did you mean "bolten"? There are: bolten, bolddesk.'],
    ['constructor', 'There is no upstream "constructor".'],
  ])('%s is no upstream, and nothing is written', async (upstream, message) => {
    const { folder, run } = await emptyDesk()
    const { status, stderr } = await run('init', upstream)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(readdirSync(folder)).toEqual([])
  })
})
