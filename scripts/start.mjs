/** With a `gatehouse.yaml` in the folder: the real proxy. Without one: the demo. */
import { existsSync } from 'node:fs'

if (existsSync('gatehouse.yaml')) {
  process.argv.splice(2, 0, 'start')
  await import('../dist/proxy/cli.js')
} else {
  await import('../dist/demo/run.js')
}
