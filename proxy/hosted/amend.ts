import type { Receipt } from '../../src/contract/wire.ts'
import { canonical, keyedDigest } from '../forms/digest.ts'
import type { IntakeDeps, Received } from '../intake.ts'
import { take } from '../intake.ts'
import { Problem } from '../problem.ts'

/**
 * As `take`. A page that was gone back to, changed and sent again has the id of what it sent before: that becomes a
 * submission of its own that amends it, with an id that the same answers always get. @throws {Problem}
 */
export async function takeAmending(received: Received, form: string, deps: IntakeDeps): Promise<Receipt> {
  try {
    return await take(received, form, deps)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'submission-conflict') throw error
    const { submission, files = [] } = received
    const contents = files.map(({ field, sha256 }) => [field, sha256])
    const id = await idFrom(
      deps.secret,
      canonical([form, submission.id, submission.answers, submission.consent, ...contents]),
    )
    return take({ ...received, submission: { ...submission, id, amends: submission.id } }, form, deps)
  }
}

/** A UUID of version 8 (RFC 9562): made of a digest. */
async function idFrom(secret: string, text: string): Promise<string> {
  const digest = atob((await keyedDigest(secret, `amended:${text}`)).replaceAll('-', '+').replaceAll('_', '/'))
  const hex = [...digest].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return parts.join('-')
}
