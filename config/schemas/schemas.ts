/** Ships the JSON Schemas of the files that people write, for their editors. */
import type { Plugin } from 'vite'
import { configSchema, formSchema } from './json-schema.ts'

/** Beside what the environment of this name builds. */
export function schemas(environment: string): Plugin {
  return {
    name: 'gatehouse:schemas',
    apply: 'build',
    generateBundle() {
      if (this.environment.name !== environment) return
      for (const [name, { schema }] of Object.entries({ gatehouse: configSchema(), form: formSchema() })) {
        const source = `${JSON.stringify(schema, null, 1)}\n`
        this.emitFile({ type: 'asset', fileName: `schemas/${name}.schema.json`, source })
      }
    },
  }
}
