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
        writeFileSync(join(dir, `${file}.br`), smallest(body))
        writeFileSync(join(dir, `${file}.gz`), gzipSync(body, { level: 9 }))
      }
    },
  }
}

/** For which texts and windows the encoder decides best changes with every few letters of the file. */
const MODES = [constants.BROTLI_MODE_GENERIC, constants.BROTLI_MODE_TEXT, constants.BROTLI_MODE_FONT]
const WINDOW_BITS = [16, 22]

export function smallest(body: Buffer): Buffer {
  const made = MODES.flatMap((mode) =>
    WINDOW_BITS.map((bits) => {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_MODE]: mode,
        [constants.BROTLI_PARAM_LGWIN]: bits,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      }
      return brotliCompressSync(body, { params })
    }),
  )
  return made.reduce((least, each) => (each.length < least.length ? each : least))
}
