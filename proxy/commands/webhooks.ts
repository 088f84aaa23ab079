/** `gatehouse webhooks secret`: what a receiver checks signatures with, where nobody wrote a secret for it. */
import { derivedSecret } from '../alerts/webhook.ts'
import type { Config } from '../config.ts'
import type { Invocation } from './invocation.ts'
import { loadProject } from './load.ts'
import { secretOf, withStore } from './open-store.ts'

export async function secret({ args: [form], config: path }: Invocation): Promise<number> {
  const project = loadProject(path)
  if (!project) return 1
  const { config, definitions } = project
  const where = form === undefined ? `\`alerts\` of ${config.file}` : `\`notify\` of the form ${form}`
  const definition = definitions.find(({ id }) => id === form)
  const webhook = form === undefined ? config.alerts?.webhook : definition?.notify?.webhook
  if (webhook === undefined) return complain(`There is no webhook in ${where}.`)
  if (isOwn(config, webhook)) return complain('What goes there is signed with `alerts.secret`, which is yours.')
  return withStore(path, async (store) => {
    const key = await secretOf(store, config)
    if (key === undefined) return complain('The store has no secret yet: the first start makes it.')
    // Alone, for a pipe.
    console.log(await derivedSecret(key, webhook))
    return 0
  })
}

const isOwn = ({ alerts }: Config, webhook: string) => alerts?.secret !== undefined && alerts.webhook === webhook

function complain(message: string): number {
  console.error(message)
  return 1
}
