import { describe, expect, test } from 'vitest'
import { COMMANDS, UNBUILT } from '../../../proxy/commands/table.ts'
import { openDesk } from '../../support/cli.ts'

describe('the command line', () => {
  test('lists every command, and nothing that is not built', async () => {
    const { run } = await openDesk()
    for (const args of [[], ['--help'], ['-h']]) {
      const { status, stdout } = await run(...args)
      expect(status).toBe(0)
      for (const [name, { summary }] of Object.entries(COMMANDS)) {
        expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'))
        expect(stdout).toContain(summary)
      }
      for (const name of UNBUILT) expect(stdout).not.toContain(name)
    }
  })

  test('says of each command what it takes', async () => {
    const { run } = await openDesk()
    const erase = await run('submissions', 'erase', '--help')
    expect(erase.status).toBe(0)
    expect(erase.stdout).toContain('gatehouse submissions erase [flags]')
    for (const words of ['--email <address>', '--id <id>', '--config', '--json', '.erased']) {
      expect(erase.stdout).toContain(words)
    }
    const group = await run('submissions', '--help')
    expect(group.status).toBe(0)
    for (const name of ['list', 'show', 'retry', 'approve', 'reject', 'resolve', 'erase', 'export']) {
      expect(group.stdout).toContain(`gatehouse submissions ${name}`)
    }
    expect(group.stdout).not.toContain('gatehouse start')
  })

  test('has a file behind every command', async () => {
    for (const { load } of Object.values(COMMANDS)) expect(await load()).toBeTypeOf('function')
  })

  test.each([
    [['submissions'], 'gatehouse submissions list'],
    [['submissions', 'shwo'], 'Did you mean "show"?'],
    [['strat'], 'Did you mean "start"?'],
    [['doctor', '--jsno'], 'Did you mean "json"?'],
    [['studio'], '`gatehouse studio` is not built yet.'],
    [['store', 'copy'], '`gatehouse store copy` is not built yet.'],
    [['forms', 'apply', 'x'], '`gatehouse forms apply` is not built yet.'],
    [['store', 'backup'], 'Say which: gatehouse store backup <file>.'],
    [['start', '--held'], "Unknown option '--held'."],
    [['constructor'], 'There is no command "constructor".'],
  ])('%j is a wrong line, and says the mend', async (args, words) => {
    const { run } = await openDesk()
    const { status, stderr, stdout } = await run(...args)
    expect(status).toBe(2)
    expect(stderr).toContain(words)
    expect(stdout).toBe('')
  })

  test('takes flags before the command too', async () => {
    const { run } = await openDesk()
    const { status, stderr } = await run('--config', 'other.yaml', 'submissions', 'list')
    expect(status).toBe(1)
    expect(stderr).toContain('other.yaml')
  })
})
