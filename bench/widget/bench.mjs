/** `npm run bench:widget [rounds]`: how soon a form can be used, ours beside the least that others could do. */
import { runnerImport } from 'vite'

// Else the Lit that is compared with would be the one for developers, of twice the size.
process.env.NODE_ENV = 'production'

const { module } = await runnerImport('./bench/widget/run.ts', { configFile: false, logLevel: 'error' })
await module.run(Number(process.argv[2] ?? 9))
