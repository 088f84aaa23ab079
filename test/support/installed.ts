/**
 * A site that has the package as npm would install it: in a folder of its own outside of this checkout, so that nothing of ours is
 * found from there but what is linked.
 */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pack } from './packed.ts'

/** Where this checkout's packages are. */
export const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))

export interface Installed {
  /** The site's. */
  readonly folder: string
  /** Puts a file into the site; gives its path. */
  write(name: string, text: string): string
  remove(): void
}

/** `linked` are the packages that the site has besides. */
export function install(linked: readonly string[]): Installed {
  const packed = pack()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-site-')))
  cpSync(packed.folder, join(folder, 'node_modules', 'gatehouse'), { recursive: true })
  packed.remove()
  for (const name of linked) {
    const path = join(folder, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(join(modules, name), path, 'junction')
  }
  function write(name: string, text: string): string {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  write('package.json', '{ "type": "module" }')
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
