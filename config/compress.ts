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

/** What each distance code stands for (RFC 7932, section 4): postfix bits, and direct codes as multiples of their power. */
const POSTFIX_BITS = [0, 1, 2, 3]
const DIRECT_CODES = [0, 1, 4, 8, 15]

/** Which setting suits a file best changes with every few letters of it: all are tried. */
export function smallest(body: Buffer): Buffer {
  const made = POSTFIX_BITS.flatMap((bits) =>
    DIRECT_CODES.map((direct) => {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 18,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        [constants.BROTLI_PARAM_NPOSTFIX]: bits,
        [constants.BROTLI_PARAM_NDIRECT]: direct << bits,
      }
      return brotliCompressSync(body, { params })
    }),
  )
  return made.reduce((least, each) => (each.length < least.length ? each : least))
}
