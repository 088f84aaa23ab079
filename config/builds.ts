/**
 * The targets that `vite build` makes, each an environment of its own:
 * `client` the demo site, `widget` and `embed` what browsers load, `proxy` the command line and the store's writer,
 * `demo` what runs the demo.
 */
import type { UserConfig } from 'vite'
import { compress } from './compress.ts'
import { inventory } from './inventory.ts'
import { notices } from './notices.ts'

const browser = (input: string, file: string, output: object) => ({
  consumer: 'client' as const,
  build: {
    outDir: 'dist/widget',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2022',
    modulePreload: false as const,
    rolldownOptions: {
      input,
      // The one-line script is called by the proxy: its export must stay.
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
      input,
      // The one-line script is called by the proxy: its export must stay.
      preserveEntrySignatures: 'strict' as const,
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
})

export const builds: UserConfig = {
  plugins: [
    inventory(),
    notices({ widget: 'assets/NOTICES.txt', proxy: 'NOTICES.txt' }),
    compress(['widget', 'embed']),
  ],
  environments: {
    client: {
      build: {
        outDir: 'dist/site',
        emptyOutDir: true,
        rolldownOptions: { input: ['index.html', 'demo/site/tudo.html', 'demo/site/ticket.html'] },
      },
    },
    widget: browser('src/widget/index.ts', 'form.js', { format: 'es' }),
    embed: browser('src/widget/embed.ts', 'embed.js', { format: 'iife', name: 'embed' }),
    proxy: server({ cli: 'proxy/cli.ts', writer: 'proxy/outbox/sqlite/writer.ts' }, 'dist/proxy'),
    demo: server({ run: 'demo/run.ts', upstream: 'demo/upstreams/main.ts' }, 'dist/demo'),
  },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) await builder.build(environment)
    },
  },
}
