/**
 * The targets that `vite build` makes, each an environment of its own:
 * `client` the demo site, `extension_…`, `widget`, `embed` and `visit` what browsers load, `element` and `package` what a site's
 * own build loads, `proxy` the command line and the store's writer, `demo` what runs the demo.
 */
import { rmSync } from 'node:fs'
import type { UserConfig } from 'vite'
import { collapse } from './collapse.ts'
import { compileHint } from './compile-hint.ts'
import { compress } from './compress.ts'
import { extensionFile, extensionNames, extensionSources } from './extensions.ts'
import { inventory } from './inventory.ts'
import { leanLit } from './lit.ts'
import { manifest } from './manifest/manifest.ts'
import { notices } from './notices.ts'
import { schemas } from './schemas/schemas.ts'
import { stylesheets } from './stylesheets.ts'
import { types } from './types.ts'

/** On a slow machine the builder says which plugins took long: of no use to who only starts it. */
const checks = { pluginTimings: false }

const browser = (
  input: string,
  file: string,
  output: object,
  { outDir = 'dist/widget', external = [] }: { outDir?: string; external?: RegExp[] } = {},
) => ({
  consumer: 'client' as const,
  build: {
    outDir,
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2022',
    modulePreload: false as const,
    rolldownOptions: {
      checks,
      input,
      external,
      // The one-line script is called by the proxy, an extension by the element: their exports must stay.
      preserveEntrySignatures: 'strict' as const,
      output: { entryFileNames: file, comments: { legal: false }, ...output },
    },
  },
})

const server = (input: Record<string, string>, outDir: string) => ({
  consumer: 'server' as const,
  resolve: {
    noExternal: true as const,
    external: ['@photostructure/sqlite'],
    conditions: ['node', 'import', 'module', 'default'],
  },
  build: {
    outDir,
    emptyOutDir: true,
    ssr: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      checks,
      input,
      // What chunks share stays out of the entries, which act when they are loaded.
      preserveEntrySignatures: 'strict' as const,
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
})

/** A site's own build may import the element on a server, too, where it is never drawn: there is no such class to extend. */
const ON_SERVERS = 'const HTMLElement=globalThis.HTMLElement??class{};'

/** Each a build of its own: what two of them share would else become a third request. */
const extensions = Object.fromEntries(
  Object.entries(extensionSources).map(([name, source]) => [
    `extension_${name}`,
    browser(source, extensionFile(name), { format: 'es' }),
  ]),
)

export const builds: UserConfig = {
  plugins: [
    inventory(),
    notices({ widget: 'assets/NOTICES.txt', proxy: 'NOTICES.txt' }),
    extensionNames(['widget', 'embed', 'element']),
    stylesheets('widget'),
    manifest('element'),
    schemas('element'),
    types('element'),
    leanLit(/^(widget|element|extension_)/),
    collapse(/^(extension_|widget|embed|visit|element|package)/),
    compileHint('widget'),
    compress(['widget', 'embed', 'visit']),
  ],
  environments: {
    client: {
      build: {
        outDir: 'dist/site',
        emptyOutDir: true,
        rolldownOptions: { checks, input: ['index.html', 'demo/site/tudo.html', 'demo/site/ticket.html'] },
      },
    },
    ...extensions,
    widget: browser('src/widget/index.ts', 'form.js', { format: 'es' }),
    embed: browser('src/widget/embed.ts', 'embed.js', { format: 'iife', name: 'embed' }),
    visit: browser('src/visit/visit.ts', 'visit.js', { format: 'iife' }),
    element: {
      ...browser('src/widget/element.ts', 'element.js', { format: 'es', banner: ON_SERVERS }, { outDir: 'dist' }),
      // Of Lit what runs in a browser, and may be imported on a server.
      resolve: { conditions: ['node', 'import', 'module', 'default'] },
    },
    // The class stays in the file beside it: a page that imports both has one.
    package: browser(
      'src/widget/package.ts',
      'index.js',
      { format: 'es', paths: () => './element.js' },
      { outDir: 'dist', external: [/\/(element|gatehouse-form)\.ts$/] },
    ),
    proxy: server({ cli: 'proxy/cli.ts', writer: 'proxy/outbox/sqlite/writer.ts' }, 'dist/proxy'),
    demo: server({ run: 'demo/run.ts', upstream: 'demo/upstreams/main.ts' }, 'dist/demo'),
  },
  builder: {
    async buildApp(builder) {
      // Several builds write into it, so that none may empty it.
      rmSync('dist/widget', { recursive: true, force: true })
      for (const environment of Object.values(builder.environments)) await builder.build(environment)
    },
  },
}
