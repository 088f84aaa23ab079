/** The pages of `demo/frameworks`, built as a site builds them, with this package among its own, and served. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { serveSite } from '../../demo/site-server.ts'
import { freePort } from './stage.ts'

/** What Vue asks every bundler to say. */
const VUE = {
  __VUE_OPTIONS_API__: 'true',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
}

const root = fileURLToPath(new URL('../../demo/frameworks', import.meta.url))

export interface FrameworkSite {
  readonly url: string
  /** Answers from now on, with pages that know this proxy. */
  serve(proxy: string): Promise<void>
  close(): Promise<void>
}

/** `names` are those of its pages. */
export async function openFrameworkSite(names: readonly string[]): Promise<FrameworkSite> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-frameworks-'))
  await build({
    ...{ root, configFile: false, logLevel: 'error', mode: 'production', define: VUE },
    build: { outDir: folder, rolldownOptions: { input: names.map((name) => join(root, `${name}.html`)) } },
  })
  const port = await freePort()
  let stop = async () => {}
  return {
    url: `http://localhost:${port}`,
    async serve(proxy) {
      const rewrite = (html: string) => html.replaceAll('http://localhost:8787', proxy)
      const site = await serveSite({ folder, pages: folder, port, proxy, rewrite, upstreams: {} })
      stop = site.stop
    },
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
