/** The pages of `docs/` that are made from the sources and from the build. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describedElement } from '../manifest/manifest.ts'
import { referencePage } from './reference.ts'
import { sizePage, sizes } from './size.ts'

export const REFERENCE = 'docs/reference.md'
export const SIZE = 'docs/size.md'

export const reference = (): string =>
  referencePage(describedElement(), JSON.parse(readFileSync('package.json', 'utf8')).exports)

/** Needs the build. */
export const size = (): string => sizePage(sizes('dist/widget'), existsSync(SIZE) ? readFileSync(SIZE, 'utf8') : '')

export function write(): void {
  writeFileSync(REFERENCE, reference())
  writeFileSync(SIZE, size())
}
