import type { PublicForm } from '../../src/contract/form.ts'
import type { Env } from '../env.ts'
import type { Uploads } from '../uploads/receiving.ts'
import type { FormVersion } from './forms.ts'
import { phonesFor } from './phone.ts'
import { publicForm } from './public.ts'

export interface ShownDeps {
  readonly env: Pick<Env, 'now'>
  /** Left out: no files are taken. */
  readonly uploads?: Pick<Uploads, 'limits'>
  /** Turnstile's site key; left out: it is not configured. */
  readonly turnstile?: string
}

/** What a browser gets of a form at this moment; in its own language where there are no words in the one asked for. */
export async function shownForm(
  { form, version }: FormVersion,
  locale: string | undefined,
  { env, uploads, turnstile }: ShownDeps,
): Promise<PublicForm> {
  const phones = await phonesFor(form.fields)
  return publicForm(form, version, locale, {
    now: env.now(),
    ...(uploads && { uploads: uploads.limits }),
    ...(phones && { phones }),
    ...(turnstile !== undefined && { turnstile }),
  })
}
