/** A rim: where the secret key of Turnstile is. */
import type { FormDefinition } from '../src/contract/definition.ts'
import type { Config, Loaded } from './config.ts'
import type { KeyReader } from './node/key.ts'
import { openKey } from './node/key.ts'

/** Undefined where it is not configured, which is a fault as soon as a form wants it. */
export function openTurnstileKey(
  { file, turnstile }: Pick<Config, 'file' | 'turnstile'>,
  env: Readonly<Record<string, string | undefined>>,
  definitions: readonly Pick<FormDefinition, 'id' | 'turnstile'>[],
): Loaded<KeyReader | undefined> {
  const wanting = turnstile ? [] : definitions.filter((definition) => definition.turnstile)
  if (wanting.length > 0) {
    const faults = wanting.map(({ id }) => ({ file, key: 'turnstile', message: `The form ${id} wants it. ${MEND}` }))
    return { ok: false, faults }
  }
  try {
    return { ok: true, value: turnstile && openKey(turnstile.secret, env) }
  } catch (error) {
    return { ok: false, faults: [{ file, key: 'turnstile.secret', message: (error as Error).message }] }
  }
}

const MEND = 'Write `turnstile: { siteKey: 0x4AAA…, secret: { env: TURNSTILE_SECRET } }`, as Cloudflare gives them.'
