/** The package as it would be published: packed by npm, without the network, and taken out again into a folder that goes at the end. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Packed {
  readonly tarball: Buffer
  /** Every file, by path inside the package. */
  readonly files: readonly string[]
  /** Where it is taken out to. */
  readonly folder: string
  readonly manifest: Record<string, unknown>
  read(path: string): string
  remove(): void
}

export function pack(): Packed {
  const parent = mkdtempSync(join(tmpdir(), 'gatehouse-packed-'))
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [told] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', parent]),
  )
  const file = join(parent, told.filename)
  run('tar', ['-xzf', file, '-C', parent])
  const folder = join(parent, 'package')
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  return {
    ...{ folder, read },
    tarball: readFileSync(file),
    files: told.files.map(({ path }: { path: string }) => path),
    manifest: JSON.parse(read('package.json')),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  }
}
