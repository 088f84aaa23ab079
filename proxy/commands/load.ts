/** What most commands begin with: configuration, forms and keys, or everything that is wrong with any of them. */
import { dirname, join, resolve } from 'node:path'
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Config, Loaded } from '../config.ts'
import { loadConfig } from '../config.ts'
import { openKeys, openSecret } from '../connections.ts'
import { loadForms } from '../forms/files.ts'
import type { KeyReader } from '../node/key.ts'
import { faultText } from '../node/yaml-file.ts'

export interface Project {
  readonly config: Config
  readonly definitions: readonly FormDefinition[]
}

export interface KeyedProject extends Project {
  readonly keys: ReadonlyMap<string, KeyReader>
  readonly secret?: KeyReader
}

/** Undefined after every fault was said. */
export function loadProject(path: string): Project | undefined {
  const config = loadOrSay(loadConfig(path, process.env))
  const definitions = loadDefinitions(path, config)
  return config && definitions && { config, definitions }
}

/** The same with what only a running proxy needs. */
export function loadKeyedProject(path: string): KeyedProject | undefined {
  const config = loadOrSay(loadConfig(path, process.env))
  const keys = config && loadOrSay(openKeys(config, process.env))
  const opened = config && openSecret(config, process.env)
  const secret = opened && loadOrSay(opened)
  const definitions = loadDefinitions(path, config)
  return config && definitions && keys && opened?.ok
    ? { config, definitions, keys, ...(secret && { secret }) }
    : undefined
}

/** Also where the configuration has faults: whoever mends the one mends the others with it. */
function loadDefinitions(path: string, config: Config | undefined): readonly FormDefinition[] | undefined {
  const folder = config?.forms ?? join(dirname(resolve(path)), 'forms')
  return loadOrSay(loadForms(folder, config?.connections))
}

/** The value, or undefined after the faults were said, each on its line of stderr. */
export function loadOrSay<T>(loaded: Loaded<T>): T | undefined {
  if (loaded.ok) return loaded.value
  for (const fault of loaded.faults) console.error(faultText(fault))
  return undefined
}
