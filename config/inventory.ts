/** Writes beside each build which packages went into each of its files, so that tests and notices can say it. */
import type { Plugin } from 'vite'

/** By file: the packages inside it, what it loads at once, and what it loads when needed. */
export type Inventory = Record<
  string,
  { packages: string[]; modules: string[]; imports: string[]; dynamicImports: string[] }
>

export function inventory(): Plugin {
  return {
    name: 'gatehouse:inventory',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files: Inventory = {}
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        const ids = chunk.moduleIds.filter((id) => !id.startsWith('\0'))
        files[chunk.fileName] = {
          packages: [...new Set(ids.flatMap(packageOf))].sort(),
          modules: ids.filter((id) => !id.includes('/node_modules/')).map((id) => id.replace(`${process.cwd()}/`, '')),
          imports: chunk.imports,
          dynamicImports: chunk.dynamicImports,
        }
      }
      this.emitFile({
        type: 'asset',
        fileName: `inventory.${this.environment.name}.json`,
        source: JSON.stringify(files, null, 1),
      })
    },
  }
}

function packageOf(id: string): string[] {
  const path = id.split('/node_modules/').pop()
  if (path === undefined || path === id) return []
  const [scope = '', name = ''] = path.split('/')
  return [scope.startsWith('@') ? `${scope}/${name}` : scope]
}
