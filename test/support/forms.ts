/** Forms as marketers write them, for stages. */
export const contato = `id: contato
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
title: Fale com a gente
fields:
  - { name: nome, to: Nome, required: true, autocomplete: name }
  - { name: email, to: E-mail, type: email, required: true, autocomplete: email }
  - { name: telefone, to: Telefone, type: tel }
  - { name: interesse, to: Interesse, type: radio, options: [Residencial, Outro] }
  - { name: conta, to: Conta de luz, type: number, min: 0 }
  - { name: dia, to: Melhor dia, type: date }
  - { name: mensagem, to: Observação, type: textarea, when: { field: interesse, equals: Outro } }
  - { name: aceite, to: Consentimento, type: checkbox, required: true }
  - { name: origem, to: Origem, value: Site de captura secreta }
  - { name: campanha, to: Campanha, from: last.utm_campaign }
contact:
  fields: [{ name: nome, to: Nome }, { name: email, to: E-mail }, { name: telefone, to: Telefone }]
submit: Enviar
success: { message: "Recebemos. Seu número: {reference}" }
`

export const tudo = `id: tudo
connection: crm
entity: opportunity
sites: [SITE]
locale: pt-BR
fields: all
reference: { to: ID do site }
`

/** A page that holds one form by the element. */
export const elementPage = (form: string, lang = 'pt-BR') => `<!doctype html><html lang="${lang}"><meta charset="utf-8">
<title>Site</title><h1>Site</h1>
<gatehouse-form form="${form}"><a href="mailto:oi@example.com">Escreva para a gente</a></gatehouse-form>
<script type="module" src="PROXY/v1/form.js"></script>`

/** A page that holds one form by the one line. */
export const embedPage = (form: string) => `<!doctype html><html lang="pt-BR"><meta charset="utf-8">
<title>Site</title><h1>Site</h1><script async src="PROXY/v1/embed/${form}.js"></script>`
