/** What a field takes of files: how many, how large, of which kinds. */
import type { GivenFile, IssueCode, PublicField, UploadLimits } from './form.ts'

/** Whether a file is of a kind that the field takes. */
export type Fits = (field: PublicField, file: GivenFile) => boolean

/** The files of an answer: none of them empty. Undefined for what is no list of files. */
export const filesIn = (raw: unknown): readonly GivenFile[] | undefined =>
  Array.isArray(raw) && raw.every((each) => each?.size > 0) ? raw : undefined

/** What is wrong with a field's files, after those of the fields before it. */
export function fileFault(
  field: PublicField,
  given: readonly GivenFile[],
  before: readonly GivenFile[],
  fits: Fits,
  { perFile, perSubmission, files } = NO_LIMITS,
): IssueCode | undefined {
  if (!given.length) return
  const all = [...before, ...given]
  if (given.length > (field.multiple ? files : 1) || all.length > files) return 'too-many-files'
  let bytes = 0
  // By hand: old libraries of pages have a `reduce` of their own.
  for (const { size } of all) bytes += size
  if (bytes > perSubmission || given.some(({ size }) => size > perFile)) return 'file-too-large'
  if (!given.every((file) => fits(field, file))) return 'file-type'
}

/**
 * HTML's `accept` by name and media type: one of its tokens fits, or it has none. Where a type is not known, only names
 * can tell.
 */
export const fits: Fits = ({ accept }, { name, type }) =>
  !accept?.length ||
  accept.some((each) => {
    const token = each.toLowerCase()
    if (token[0] === '.') return name.toLowerCase().endsWith(token)
    return !type || (token.endsWith('/*') ? type.startsWith(token.slice(0, -1)) : type === token)
  })

const NO_LIMITS: UploadLimits = { perFile: Infinity, perSubmission: Infinity, files: Infinity }
