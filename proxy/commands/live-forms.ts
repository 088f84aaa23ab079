/** The versions that the store serves, for commands that compare with them. */
import type { FormStore, LiveForm } from '../forms/form-store.ts'

export type LiveForms = ReadonlyMap<string, LiveForm>

export async function liveForms(forms: Pick<FormStore, 'ids' | 'live'>): Promise<LiveForms> {
  const served = new Map<string, LiveForm>()
  for (const id of await forms.ids()) {
    const live = await forms.live(id)
    if (live) served.set(id, live)
  }
  return served
}
