/**
 * Previews: whoever comes with a good token sees a form under a banner, also outside its time, and what they send is checked
 * and goes nowhere. A token is for one form, until a time: `<until>.<signature>`. Without a good one every form is live, so
 * that nothing which is left in a page throws a lead away.
 */
import type { PublicForm } from '../src/contract/form.ts'
import { stringsFor } from '../src/contract/strings/index.ts'
import { isKeyedDigest, keyedDigest, keyFor } from './forms/digest.ts'
import type { FormVersion } from './forms/forms.ts'
import type { ShownDeps } from './forms/shown.ts'
import { shownForm } from './forms/shown.ts'

/** Stands where a reference would. */
export const SAMPLE_REFERENCE = 'XXX-XXX'

/** `secret`: the store's. `until`: ms since the epoch. */
export async function mintPreview(secret: string, form: string, until: number): Promise<string> {
  return `${until}.${await keyedDigest(await previewKey(secret), signed(form, `${until}`))}`
}

/** Whether a token is good for this form at this moment, ms since the epoch. */
export async function isPreview(secret: string, token: string | undefined, form: string, at: number): Promise<boolean> {
  const [, until = '', signature = ''] = token?.match(/^(\d{1,15})\.([\w-]{43})$/) ?? []
  return Number(until) > at && isKeyedDigest(await previewKey(secret), signed(form, until), signature)
}

/** What a browser asks for a form with. */
export interface Wanted {
  readonly locale?: string | undefined
  readonly preview?: string | undefined
}

/** As `shownForm`; a preview for those who may have one. */
export async function formFor(
  served: FormVersion,
  { locale, preview }: Wanted,
  deps: ShownDeps & { readonly secret: string },
): Promise<PublicForm> {
  const form = await shownForm(served, locale, deps)
  if (preview === undefined || !(await isPreview(deps.secret, preview, form.id, deps.env.now()))) return form
  const { closed: _, ...open } = form
  return { ...open, preview: { token: preview, note: stringsFor(form.locale).page.preview } }
}

const previewKey = (secret: string): Promise<string> => keyFor(secret, 'preview')

const signed = (form: string, until: string): string => `${form} ${until}`
