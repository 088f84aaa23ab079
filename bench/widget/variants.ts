/** What is measured: pages that hold the same six questions, and what they are compared with. */
import { fileURLToPath } from 'node:url'
import type { Rolldown } from 'vite'
import { build } from 'vite'

export interface Variant {
  readonly name: string
  /** What it is to be held against, and how many times as long it may take. */
  readonly goal?: { readonly of: string; readonly atMost: number }
  readonly page: string
}

export const form = `id: medida
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
title: Fale com a gente
fields:
  - { name: nome, to: Nome, required: true, autocomplete: name }
  - { name: email, to: E-mail, type: email, required: true, autocomplete: email }
  - { name: telefone, to: Telefone, type: tel, autocomplete: tel }
  - { name: interesse, to: Interesse, type: radio, options: [Residencial, Outro] }
  - { name: mensagem, to: Observação, type: textarea, label: Mensagem }
consent: { text: Aceito a política de privacidade, required: true, to: Consentimento }
submit: Enviar
success: { message: "Recebemos. Seu número: {reference}" }
`

/** `proxy`: its address. `markup`: the instant embed as the proxy prints it. */
export function variantsFor(proxy: string, markup: string): readonly Variant[] {
  const json = `${proxy}/v1/forms/medida`
  const optimisers = 'data-cfasync="false" nowprocket data-no-optimize="1"'
  const script = `<script type="module" src="${proxy}/v1/form.js" ${optimisers}></script>`
  const preload = `<link rel="preload" as="fetch" crossorigin href="${json}?locale=pt-BR">`
  return [
    { name: 'static', page: page(plain) },
    { name: 'bare Lit', page: page('<bare-form></bare-form><script async src="/bare-lit.js"></script>') },
    {
      name: 'bare Lit that fetches',
      page: page(`<fetching-form src="${json}"></fetching-form><script async src="/bare-lit-fetching.js"></script>`),
    },
    {
      name: 'one line',
      goal: { of: 'bare Lit', atMost: 1.15 },
      page: page(`<script async src="${proxy}/v1/embed/medida.js" ${optimisers}></script>`),
    },
    {
      name: 'element',
      goal: { of: 'bare Lit that fetches', atMost: 1.15 },
      page: page(`<gatehouse-form form="medida"><a href="/f">Abrir</a></gatehouse-form>${script}`, preload),
    },
    { name: 'instant', goal: { of: 'static', atMost: 1.05 }, page: page(markup) },
  ]
}

/** By path, the scripts of the forms that are not ours, built as ours are. */
export async function bareScripts(): Promise<Readonly<Record<string, string>>> {
  const scripts: Record<string, string> = {}
  for (const name of ['bare-lit', 'bare-lit-fetching']) {
    const input = fileURLToPath(new URL(`./bench/widget/${name}.ts`, `file://${process.cwd()}/`))
    const built = await build({
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        target: 'es2022',
        rolldownOptions: { input, output: { format: 'iife', comments: { legal: false } } },
      },
    })
    const [chunk] = (built as Rolldown.RolldownOutput).output
    scripts[`/${name}.js`] = chunk.code
  }
  return scripts
}

const plain = `<form method="post" action="/answers"><h2>Fale com a gente</h2>
<label>Nome <input name="nome" required autocomplete="name"></label>
<label>E-mail <input name="email" type="email" required autocomplete="email"></label>
<label>Telefone <input name="telefone" type="tel" autocomplete="tel"></label>
<label class="choice"><input name="interesse" type="radio" value="Residencial"> Residencial</label>
<label class="choice"><input name="interesse" type="radio" value="Outro"> Outro</label>
<label>Mensagem <textarea name="mensagem"></textarea></label>
<label class="choice"><input name="aceite" type="checkbox" required> Aceito a política de privacidade</label>
<button>Enviar</button></form>`

const page = (content: string, head = '') => `<!doctype html><html lang="pt-BR"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Solar Aurora</title>${head}<style>
body { font: 16px/1.5 sans-serif; max-width: 40em; margin: auto; padding: 1em }
form { display: grid; gap: 1em } label { display: grid; gap: .25em } .choice { display: flex }
input, textarea, button { font: inherit; padding: .5em }
</style><h1>Solar Aurora</h1><p>Energia do sol para a sua casa, a sua empresa e o campo.</p>
${content}`
