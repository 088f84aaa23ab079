/** `gatehouse init`: files to begin with. What is there already stays as it is. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Invocation } from './invocation.ts'

const FILES: Readonly<Record<string, string>> = {
  'gatehouse.yaml': `connections:
  crm:
    upstream: bolten
    key: { env: BOLTEN_API_KEY } # the key itself stays in the environment, or in a file: { file: /run/secrets/bolten }
    # components: # \`gatehouse schema crm\` lists the ids
    #   opportunity: …
    #   contact: …
database: sqlite:./data/gatehouse.db
forms: ./forms
listen: { host: 127.0.0.1, port: 8787 }
publicUrl: http://localhost:8787 # the address that browsers reach it at
alerts: none
`,
  'forms/contact.yaml.example': `# Rename this file to contact.yaml when the components are in gatehouse.yaml.
id: contact
connection: crm
entity: opportunity
sites: [example.com] # the pages that may send it
locale: en
title: Talk to us
fields: all # or a list; \`gatehouse schema crm opportunity\` prints the lines
`,
}

export async function init({ args }: Invocation): Promise<number> {
  if (args.length > 0) {
    console.error('`gatehouse init` takes no arguments.')
    return 2
  }
  for (const [file, text] of Object.entries(FILES)) {
    if (existsSync(file)) {
      console.log(`${file} is there already and stays as it is.`)
      continue
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    console.log(`${file} written.`)
  }
  console.log('\nNext: set BOLTEN_API_KEY, then `gatehouse schema crm`.')
  return 0
}
