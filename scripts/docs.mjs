/** Writes the pages of `docs/` that are made from the sources and from the build. */
import { runnerImport } from 'vite'

const { module } = await runnerImport('./config/docs/docs.ts', { configFile: false, logLevel: 'error' })
module.write()
