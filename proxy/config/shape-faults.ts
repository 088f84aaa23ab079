/** What the shape of `gatehouse.yaml` finds wrong, as faults with their line, their key and the mend. */
import type { z } from 'zod'
import { didYouMean } from '../../src/contract/nearest.ts'
import { configShape } from '../config-shape.ts'
import type { Fault, Path, YamlFile } from '../node/yaml-file.ts'
import { settingsOf } from './connection-shape.ts'
import { DOUBT_KEYS } from './doubts-shape.ts'
import { LIMIT_KEYS } from './limits-shape.ts'

type Issues = readonly z.core.$ZodIssue[]

export function shapeFaults(yaml: YamlFile, issues: Issues, parent: Path = []): readonly Fault[] {
  return issues.flatMap((issue) => {
    const path = [...parent, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
    // Choices with words of their own say all there is to say.
    if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
      return shapeFaults(yaml, meant(issue.errors), path)
    }
    if (issue.code !== 'unrecognized_keys') return [yaml.fault(path, issue.message)]
    return issue.keys.map((key) => yaml.fault([...path, key], unknownKey(yaml, key, path)))
  })
}

/** Of several shapes, what is wrong with the one that was meant: its word for its kind is right, or least is wrong. */
function meant(shapes: readonly Issues[]): Issues {
  const named = shapes.findLast((issues) => issues.every(({ path }) => path[0] !== 'upstream'))
  return named ?? shapes.toSorted((one, other) => one.length - other.length)[0] ?? []
}

function unknownKey(yaml: YamlFile, key: string, path: Path): string {
  return `There is no setting "${key}" here.${didYouMean(key, knownKeys(yaml, path))}`
}

/** The keys that stand at this depth: the file's own, a connection's, or those of one setting. */
function knownKeys(yaml: YamlFile, path: Path): readonly string[] {
  const [first] = path
  if (first === undefined) return Object.keys(configShape.shape)
  if (first === 'connections') return settingsOf(own(yaml.value, [...path, 'upstream']))
  return SETTINGS[first] ?? []
}

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  listen: ['host', 'port'],
  alerts: ['webhook', 'secret', 'email', 'oldest'],
  smtp: ['url', 'from'],
  admin: ['host', 'port', 'token'],
  retention: ['delivered', 'held', 'failed', 'rejected'],
  uploads: ['perFile', 'perSubmission', 'total'],
  doubts: DOUBT_KEYS,
  limits: LIMIT_KEYS,
}

function own(value: unknown, path: Path): unknown {
  const at = (part: unknown, key: Path[number]) => (part as Readonly<Record<typeof key, unknown>> | undefined)?.[key]
  return path.reduce(at, value)
}
