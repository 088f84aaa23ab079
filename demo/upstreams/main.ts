/**
 * Emulated upstreams as a process of their own: those that the arguments name, else all. Each takes its port (0 or
 * absent: any free one) and its key (absent: a demo key) from the environment, e.g. `BOLTEN_PORT` and `BOLTEN_API_KEY`.
 */
import { createBoldDeskEmulator } from './bolddesk.ts'
import { createBoltenEmulator } from './bolten.ts'

const UPSTREAMS = [
  { argument: 'bolten', name: 'Bolten', create: createBoltenEmulator, demoKey: 'demo-key-of-solar-aurora' },
  { argument: 'bolddesk', name: 'BoldDesk', create: createBoldDeskEmulator, demoKey: 'demo-key-of-hollis-and-wren' },
] as const

const named = process.argv.slice(2)
const unknown = named.filter((argument) => !UPSTREAMS.some((upstream) => upstream.argument === argument))
if (unknown.length > 0) {
  const all = UPSTREAMS.map(({ argument }) => argument).join(', ')
  console.error(`No upstream ${unknown.join(', ')}. There are: ${all}`)
  process.exitCode = 1
}

for (const { argument, name, create, demoKey } of unknown.length > 0 ? [] : UPSTREAMS) {
  if (named.length > 0 && !named.includes(argument)) continue
  const variable = `${argument.toUpperCase()}_PORT`
  const port = Number(process.env[variable] ?? 0)
  const emulator = create({ keys: [process.env[`${argument.toUpperCase()}_API_KEY`] || demoKey] })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close())
  try {
    console.log(`Emulated ${name} on ${await emulator.listen(port)}`)
  } catch (error) {
    const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    console.error(busy ? `Port ${port} is busy. Set ${variable} to another one, or end what uses it.` : String(error))
    process.exitCode = 1
  }
}
