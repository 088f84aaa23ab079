/** Makes the compressed copies of what browsers load, once, at the highest level. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

export function compress(environments: readonly string[]): Plugin {
  return {
    name: 'gatehouse:compress',
    apply: 'build',
    writeBundle({ dir }) {
      if (dir === undefined || !environments.includes(this.environment.name)) return
      const files = readdirSync(dir, { recursive: true }).map(String)
      for (const file of files.filter((name) => /\.(js|css|txt)$/.test(name))) {
        const body = readFileSync(join(dir, file))
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
        writeFileSync(join(dir, `${file}.br`), brotliCompressSync(body, { params }))
        writeFileSync(join(dir, `${file}.gz`), gzipSync(body, { level: 9 }))
      }
    },
  }
}
