/** Writes the licences of every package that was bundled beside the bundle, as most of them ask. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** `files` names the file for each environment that gets one. */
export function notices(files: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'gatehouse:notices',
    apply: 'build',
    generateBundle(_options, bundle) {
      const fileName = files[this.environment.name]
      if (fileName === undefined) return
      const ids = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
      const folders = [...new Set(ids.flatMap(packageFolder))].sort()
      this.emitFile({ type: 'asset', fileName, source: folders.map(notice).join('\n') })
    },
  }
}

function packageFolder(id: string): string[] {
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? []
  return folder === undefined || id.startsWith('\0') ? [] : [folder]
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : ''
  return `${name} ${version} (${license})\n\n${text.trim()}\n`
}
