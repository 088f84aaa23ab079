/** `docs/size.md`: what browsers load, in bytes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { smallest } from '../compress.ts'
import { code, table, WRITTEN } from './markdown.ts'

/** The whole eager bundle of a one-step form, in bytes of brotli. */
export const EAGER_BYTES = 12_288

/** What follows this line is not written here, and kept: the times. */
export const BENCH = '<!-- bench -->'

export interface Size {
  /** Without the hash. */
  readonly name: string
  readonly when: string
  readonly raw: number
  readonly gzip: number
  readonly brotli: number
}

/** When each file is loaded. A file that is not here is an error: nothing ships unsaid. */
const WHEN: Readonly<Record<string, string>> = {
  'form.js': 'by the element: all that a form of one step needs until somebody is in it, styles included',
  'embed.js':
    'by the one line, with the form behind it, which can be filled from then on; `form.js` and `instant.js` follow',
  'visit.js': 'where the site includes it, for the first touch',
  'form.css': 'by the form’s own page',
  'plain.css': 'by nobody: it stands in pasted markup, and goes along with the one line',
  'themes/line.css': 'where the site includes it',
  'themes/soft.css': 'where the site includes it',
  'assets/check.js':
    'at the first focus, with the looks of what comes after that; at once for a form with dependent choices or files, and for `prefill`',
  'assets/dialog.js': 'for `display="dialog"`',
  'assets/files.js': 'for a form that takes files',
  'assets/instant.js': 'for a plain form inside the element, which is what the one line brings',
  'assets/lazy.js': 'for `loading="lazy"`',
  'assets/masks.js': 'for a field with a `format`',
  'assets/prefill.js': 'for `prefill`',
  'assets/proof.js': 'when the visitor comes to the form',
  'assets/turnstile.js': 'instead of `proof.js`, for a form with `turnstile`',
  'assets/prose.js': 'for a link in the words of a consent, and a `text-block` with marks',
  'assets/steps.js': 'for a form in steps',
}

/** Every file that a browser may load, the eager ones first. */
export function sizes(folder: string): readonly Size[] {
  const files = readdirSync(folder, { recursive: true }).map((file) => String(file).replaceAll('\\', '/'))
  const order = Object.keys(WHEN)
  return files
    .filter((file) => /\.(js|css)$/.test(file))
    .map((file) => sizeOf(join(folder, file), file.replace(/^(assets\/[\w-]+?)-[\w-]{8}\.js$/, '$1.js')))
    .sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
}

/** The page. `before` is how it stands, of which the times are kept. */
export function sizePage(all: readonly Size[], before: string): string {
  const [, times = '\n'] = before.split(BENCH)
  const bytes = (count: number) => count.toLocaleString('en')
  const rows = all.map(({ name, when, raw, gzip, brotli }) => [code(name), when, ...[raw, gzip, brotli].map(bytes)])
  return `# Sizes

${WRITTEN}

In bytes. \`form.js\` may have ${bytes(EAGER_BYTES)} with brotli, which a test holds. All but the first are loaded only when they are
needed, and a form whose part cannot load works without it.

${table(['file', 'is loaded', 'raw', 'gzip', 'brotli'], rows, ['left', 'left', 'right', 'right', 'right'])}

${BENCH}${times}`
}

function sizeOf(path: string, name: string): Size {
  const when = WHEN[name]
  if (when === undefined) throw new Error(`When a browser loads ${name} is not said in config/docs/size.ts.`)
  const body = readFileSync(path)
  const [gzip, brotli] = [gzipSync(body, { level: 9 }).length, smallest(body).length]
  return { name, when, raw: body.length, gzip, brotli }
}
