/** A rim: from what is configured to what sends. */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Config, Loaded } from '../config.ts'
import { needsSmtp } from '../config.ts'
import type { Env } from '../env.ts'
import type { KeyReader } from '../node/key.ts'
import { openKey } from '../node/key.ts'
import type { Fault } from '../node/yaml-file.ts'
import type { Send } from './herald.ts'
import { sendMail, serverOf } from './mail.ts'
import { derivedSecret, parseSecret, postWebhook } from './webhook.ts'

/** The secrets of alerts, mail and `/status`; each only where it is configured. */
export interface AlertKeys {
  readonly signing?: KeyReader
  readonly smtp?: KeyReader
  readonly admin?: KeyReader
}

/** What is missing or unusable is named, all at once. `definitions`: the forms, of which some may want mail. */
export function openAlertKeys(
  { file, alerts, smtp, admin }: Config,
  environment: Readonly<Record<string, string | undefined>>,
  definitions: readonly Pick<FormDefinition, 'id' | 'notify'>[] = [],
): Loaded<AlertKeys> {
  const wanted = [
    { name: 'signing', key: 'alerts.secret', source: alerts?.secret, check: parseSecret },
    { name: 'smtp', key: 'smtp.url', source: smtp?.url, check: serverOf },
    { name: 'admin', key: 'admin.token', source: admin?.token, check: checkToken },
  ] as const
  const faults: Fault[] = definitions
    .filter(({ notify }) => notify?.email !== undefined && !smtp)
    .map(({ id }) => ({ file, key: 'smtp', message: `The form ${id} wants mail. ${needsSmtp}` }))
  const keys: { -readonly [name in keyof AlertKeys]: AlertKeys[name] } = {}
  for (const { name, key, source, check } of wanted) {
    if (!source) continue
    try {
      const reader = openKey(source, environment)
      check(reader.read())
      keys[name] = reader
    } catch (error) {
      faults.push({ file, key, message: (error as Error).message })
    }
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: keys }
}

/** @param secret the store's own; webhooks without a secret of theirs are signed with one made from it */
export function openSend({ alerts, smtp }: Config, keys: AlertKeys, secret: string, env: Env): Send {
  return async ({ webhook, email }, message, signal) => {
    if (webhook !== undefined) {
      return postWebhook(env, webhook, await signingSecret(webhook), message)
    }
    if (email === undefined || !smtp || !keys.smtp) return { kind: 'failed', reason: 'no-smtp' }
    return sendMail({ url: keys.smtp.read, from: smtp.from }, email, message, signal)
  }

  async function signingSecret(webhook: string): Promise<string> {
    return (webhook === alerts?.webhook && keys.signing?.read()) || derivedSecret(secret, webhook)
  }
}

function checkToken(token: string): void {
  if (!/^[\x21-\x7e]{16,}$/.test(token)) {
    throw new Error('The token must be 16 or more visible ASCII characters. Make one: openssl rand -hex 32')
  }
}
