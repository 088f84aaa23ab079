/** The emulated Bolten as a process of its own. `PORT` (0 or absent: any free one) and `BOLTEN_API_KEY` (a demo key if absent). */
import { createBoltenEmulator } from './bolten.ts'

const port = Number(process.env.PORT ?? 0)
const emulator = createBoltenEmulator({ keys: [process.env.BOLTEN_API_KEY || 'demo-key-of-solar-aurora'] })

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void emulator.close())
}

try {
  console.log(`Emulated Bolten on ${await emulator.listen(port)}`)
} catch (error) {
  const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(busy ? `Port ${port} is busy. Set PORT to another one, or end what uses it.` : String(error))
  process.exitCode = 1
}
