/** What most commands begin with: the configuration and the forms, or everything that is wrong with them. */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Config } from '../config.ts'
import { loadConfig } from '../config.ts'
import { loadForms } from '../forms/files.ts'
import type { Fault } from '../node/yaml-file.ts'
import { faultText } from '../node/yaml-file.ts'

export interface Project {
  readonly config: Config
  readonly definitions: readonly FormDefinition[]
}

/** Undefined after every fault was said. */
export function loadProject(path: string): Project | undefined {
  const config = loadOrSay(loadConfig(path, process.env))
  if (!config) return undefined
  const definitions = loadOrSay(loadForms(config.forms, config.connections))
  return definitions && { config, definitions }
}

/** The value, or undefined after the faults were said, each on its line of stderr. */
export function loadOrSay<T>(
  loaded: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly Fault[] },
): T | undefined {
  if (loaded.ok) return loaded.value
  for (const fault of loaded.faults) console.error(faultText(fault))
  return undefined
}
