import { Problem } from '../problem.ts'
import type { Forms, FormVersion } from './forms.ts'

/** The live version of a form that a request names. @throws {Problem} `unknown-form`, `form-unavailable` */
export function servedForm(forms: Pick<Forms, 'live'>, id: string): FormVersion {
  const live = forms.live(id)
  if (live === undefined)
    throw new Problem('unknown-form', { detail: 'No form has this id; see `id:` in the files of `forms`.' })
  if (live === 'unavailable') throw new Problem('form-unavailable', { headers: { 'retry-after': '10' } })
  return live
}

/** The version that a request names, else the live one. @throws as `servedForm` */
export async function servedVersion(
  forms: Pick<Forms, 'live' | 'version'>,
  id: string,
  version?: string,
): Promise<FormVersion> {
  const live = servedForm(forms, id)
  // A store that cannot say takes no form away.
  const named = version === undefined ? undefined : await forms.version(id, version).catch(() => undefined)
  return named ?? live
}
