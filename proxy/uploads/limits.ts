/** How much of files is taken. Sizes in bytes. */
import type { UploadLimits } from '../../src/contract/form.ts'

export interface Limits extends UploadLimits {
  /** Of all submissions that still have their files. */
  readonly total: number
}

const MB = 1e6

export const USUAL_LIMITS: Limits = { perFile: 10 * MB, perSubmission: 25 * MB, files: 10, total: 2_000 * MB }
