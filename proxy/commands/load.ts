/** What most commands begin with: configuration, forms and keys, or everything that is wrong with any of them. */
import { dirname, join, resolve } from 'node:path'
import type { FormDefinition } from '../../src/contract/definition.ts'
import { openAlertKeys } from '../alerts/open.ts'
import type { Config, Loaded } from '../config.ts'
import { loadConfig } from '../config.ts'
import { openKeys, openSecret } from '../connections.ts'
import { loadForms } from '../forms/files.ts'
import type { Settings } from '../generation.ts'
import type { Fault } from '../node/yaml-file.ts'
import { faultText } from '../node/yaml-file.ts'
import { openTurnstileKey } from '../turnstile-key.ts'

export interface Project {
  readonly config: Config
  readonly definitions: readonly FormDefinition[]
}

/** Undefined after every fault was said. */
export function loadProject(path: string): Project | undefined {
  const config = loadOrSay(loadConfig(path, process.env))
  const definitions = loadDefinitions(path, config)
  return config && definitions && { config, definitions }
}

/** Everything that `start` and a reload need, or all that is wrong with it. */
export function readSettings(path: string, env: Readonly<Record<string, string | undefined>>): Loaded<Settings> {
  const config = loadConfig(path, env)
  const definitions = loadForms(
    config.ok ? config.value.forms : usualForms(path),
    config.ok ? config.value.connections : undefined,
  )
  if (!config.ok) return { ok: false, faults: [config, definitions].flatMap(faultsOf) }
  const keys = openKeys(config.value, env)
  const secret = openSecret(config.value, env)
  const forms = definitions.ok ? definitions.value : []
  const alertKeys = openAlertKeys(config.value, env, forms)
  const turnstile = openTurnstileKey(config.value, env, forms)
  if (!definitions.ok || !keys.ok || !secret.ok || !alertKeys.ok || !turnstile.ok) {
    return { ok: false, faults: [definitions, keys, secret, alertKeys, turnstile].flatMap(faultsOf) }
  }
  return {
    ok: true,
    value: {
      config: config.value,
      definitions: definitions.value,
      keys: keys.value,
      alertKeys: alertKeys.value,
      ...(secret.value && { secret: secret.value }),
      ...(turnstile.value && { turnstile: turnstile.value }),
    },
  }
}

/** Also where the configuration has faults: whoever mends the one mends the others with it. */
function loadDefinitions(path: string, config: Config | undefined): readonly FormDefinition[] | undefined {
  return loadOrSay(loadForms(config?.forms ?? usualForms(path), config?.connections))
}

function usualForms(path: string): string {
  return join(dirname(resolve(path)), 'forms')
}

function faultsOf(loaded: Loaded<unknown>): readonly Fault[] {
  return loaded.ok ? [] : loaded.faults
}

/** The value, or undefined after the faults were said, each on its line of stderr. */
export function loadOrSay<T>(loaded: Loaded<T>): T | undefined {
  if (loaded.ok) return loaded.value
  for (const fault of loaded.faults) console.error(faultText(fault))
  return undefined
}
