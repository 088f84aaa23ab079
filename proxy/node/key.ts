/** Where secrets come from: the environment, or a file that is read again when it changes. */
import { readFileSync, statSync } from 'node:fs'
import type { KeySource } from '../config/connection.ts'

export interface KeyReader {
  /** The secret at this moment. */
  read(): string
  /** Every value that was ever read: what a log must not show. */
  readonly seen: ReadonlySet<string>
}

/** @throws {Error} with the mend, never with a value */
export function openKey(source: KeySource, env: Readonly<Record<string, string | undefined>>): KeyReader {
  const seen = new Set<string>()
  const keep = (value: string) => {
    seen.add(value)
    return value
  }
  if ('env' in source) {
    const value = env[source.env]?.trim()
    if (!value) throw new Error(`The environment variable ${source.env} is not set. Set it to the key and start again.`)
    keep(value)
    return { read: () => value, seen }
  }
  let readAt = Number.NaN
  let value = ''
  const read = () => {
    const changedAt = statSync(source.file).mtimeMs
    if (changedAt !== readAt) value = keep(readFileSync(source.file, 'utf8').trim())
    readAt = changedAt
    return value
  }
  try {
    if (read() === '') throw new Error('empty')
  } catch {
    throw new Error(`The key's file ${source.file} cannot be read or is empty. Put the key into it, alone.`)
  }
  return { read, seen }
}
