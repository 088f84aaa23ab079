/** Whether the secret is the one that the store was written with. */
import type { Config } from '../../config.ts'
import { openSecret } from '../../connections.ts'
import { faultText } from '../../node/yaml-file.ts'
import type { Store } from '../../outbox/store.ts'
import { isOtherSecret, SECRET_CHANGED } from '../../store-secret.ts'
import type { Finding } from './finding.ts'
import { fail, ok, warn } from './finding.ts'

const CHECK = 'secret'

export async function* checkSecret(store: Store, config: Config): AsyncGenerator<Finding> {
  const opened = openSecret(config, process.env)
  if (!opened.ok) for (const fault of opened.faults) yield fail(CHECK, faultText(fault), 'Set it where that line says.')
  else if (!opened.value) yield ok(CHECK, 'kept in the store')
  else if (await isOtherSecret(store, opened.value.read())) yield warn(CHECK, 'changed', SECRET_CHANGED)
  else yield ok(CHECK, 'the one that this store was written with')
}
