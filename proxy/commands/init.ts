/** `gatehouse init [upstream]`: files to begin with. What is there already stays as it is. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { didYouMean } from '../../src/contract/nearest.ts'
import type { Invocation } from './invocation.ts'

export async function init({ args: [upstream = 'bolten'] }: Invocation): Promise<number> {
  const start = Object.hasOwn(STARTS, upstream) ? STARTS[upstream] : undefined
  if (!start) {
    const known = Object.keys(STARTS)
    console.error(`There is no upstream "${upstream}".${didYouMean(upstream, known)} There are: ${known.join(', ')}.`)
    return 2
  }
  for (const [file, text] of Object.entries({ 'gatehouse.yaml': start.config + REST, ...start.form })) {
    if (existsSync(file)) {
      console.log(`${file} is there already and stays as it is.`)
      continue
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    console.log(`${file} written.`)
  }
  console.log(`\nNext: ${start.next}`)
  return 0
}

interface Start {
  /** The connections. */
  readonly config: string
  /** By file, the first form. */
  readonly form: Readonly<Record<string, string>>
  readonly next: string
}

const REST = `database: sqlite:./data/gatehouse.db
forms: ./forms
listen: { host: 127.0.0.1, port: 8787 }
publicUrl: http://localhost:8787 # the address that browsers reach it at
alerts: none
`

const STARTS: Readonly<Record<string, Start>> = {
  bolten: {
    config: `connections:
  crm:
    upstream: bolten
    key: { env: BOLTEN_API_KEY } # the key itself stays in the environment, or in a file: { file: /run/secrets/bolten }
    # components: # \`gatehouse schema crm\` lists the ids
    #   opportunity: …
    #   contact: …
`,
    form: {
      'forms/contact.yaml.example': `# Rename this file to contact.yaml when the components are in gatehouse.yaml.
id: contact
connection: crm
entity: opportunity
sites: [example.com] # the pages that may send it
locale: en
title: Talk to us
fields: all # or a list; \`gatehouse schema crm opportunity\` prints the lines
`,
    },
    next: 'set BOLTEN_API_KEY, then `gatehouse schema crm`.',
  },
  bolddesk: {
    config: `connections:
  desk:
    upstream: bolddesk
    url: https://acme.bolddesk.com # the address of your BoldDesk
    key: { env: BOLDDESK_API_KEY } # the key itself stays in the environment, or in a file: { file: /run/secrets/bolddesk }
    # brand: 1 # \`gatehouse schema desk\` lists them
`,
    form: {
      'forms/support.yaml.example': `# Rename this file to support.yaml when \`gatehouse doctor\` has nothing to mend.
id: support
connection: desk
entity: ticket
sites: [example.com] # the pages that may send it
locale: en
title: How can we help?
requester: { name: name, email: email }
subject: "Site: {topic}"
fields: # \`gatehouse schema desk ticket\` prints the lines of your own
  - { name: name, to: false, label: Your name, required: true, autocomplete: name }
  - { name: email, to: false, label: E-mail, type: email, required: true, autocomplete: email }
  - { name: topic, to: false, label: Topic, required: true }
  - { name: message, to: description, label: Message, type: textarea, required: true }
`,
    },
    next: 'write your address into gatehouse.yaml, set BOLDDESK_API_KEY, then `gatehouse schema desk`.',
  },
}
