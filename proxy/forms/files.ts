/** The folder with the marketers' files: every `.yaml`, `.yml` and `.json` in it is one form. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { FormDefinition } from '../../src/contract/definition.ts'
import { didYouMean } from '../../src/contract/nearest.ts'
import { parseDefinition } from '../../src/contract/schema.ts'
import type { ConnectionConfig, Loaded } from '../config.ts'
import type { Fault, YamlFile } from '../node/yaml-file.ts'
import { parseYaml } from '../node/yaml-file.ts'

/**
 * What each upstream can create; one of a person's own tells by itself. The rest of a definition is checked against its
 * schema, when it is published.
 */
const ENTITIES: Readonly<Record<ConnectionConfig['upstream'], readonly string[] | undefined>> = {
  bolten: ['opportunity', 'contact'],
  bolddesk: ['ticket', 'contact'],
  own: undefined,
}

/**
 * Reads and checks them all; says everything that is wrong with any of them at once. Without `connections`, whether each
 * has a place to go is not looked at.
 */
export function loadForms(
  folder: string,
  connections: readonly ConnectionConfig[] | undefined,
): Loaded<readonly FormDefinition[]> {
  const faults: Fault[] = []
  const definitions: FormDefinition[] = []
  const fileOf = new Map<string, string>()
  for (const path of formFiles(folder, faults)) {
    const file = relative('.', path)
    const yaml = parseYaml(file, readFileSync(path, 'utf8'))
    faults.push(...yaml.faults)
    if (yaml.faults.length > 0) continue
    const parsed = parseDefinition(yaml.value)
    if (!parsed.ok) {
      faults.push(...parsed.faults.map((fault) => yaml.fault(fault.path, fault.message)))
      continue
    }
    const { definition } = parsed
    const twin = fileOf.get(definition.id)
    if (twin) faults.push(yaml.fault(['id'], `The form "${definition.id}" is in ${twin} already.`))
    fileOf.set(definition.id, file)
    if (connections) faults.push(...targetFaults(definition, connections, yaml))
    definitions.push(definition)
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: definitions }
}

function formFiles(folder: string, faults: Fault[]): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.(ya?ml|json)$/.test(name))
    return names.sort().map((name) => join(folder, name))
  } catch {
    faults.push({
      file: relative('.', folder) || folder,
      key: '',
      message: 'This folder cannot be read. Make it, or say in `forms` where the forms are.',
    })
    return []
  }
}

/** Whether there is a place for what the form creates. */
function targetFaults(
  { connection: name, entity, contact }: FormDefinition,
  connections: readonly ConnectionConfig[],
  yaml: YamlFile,
): readonly Fault[] {
  const connection = connections.find((candidate) => candidate.name === name)
  if (!connection) {
    const known = connections.map((candidate) => candidate.name)
    const mend = `Connections are named in gatehouse.yaml: ${known.join(', ')}.`
    return [yaml.fault(['connection'], `There is no connection "${name}".${didYouMean(name, known)} ${mend}`)]
  }
  const entities = ENTITIES[connection.upstream]
  if (entities && !entities.includes(entity)) {
    const mend = `It has: ${entities.join(', ')}.`
    return [yaml.fault(['entity'], `${connection.upstream} has no "${entity}".${didYouMean(entity, entities)} ${mend}`)]
  }
  const needed = contact ? [entity, 'contact'] : [entity]
  const missing = needed.filter(
    (candidate) => connection.upstream === 'bolten' && connection.components[candidate] === undefined,
  )
  return missing.map((candidate) =>
    yaml.fault(
      [candidate === entity ? 'entity' : 'contact'],
      `\`connections.${name}.components\` names no ${candidate}. \`gatehouse schema ${name}\` lists the ids.`,
    ),
  )
}
