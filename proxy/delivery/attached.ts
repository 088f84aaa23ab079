/** What visitors attached, on its way upstream; and what is said of it where it stays. Pure. */
import type { PublishedForm } from '../forms/published.ts'
import type { Kept, KeptFile } from '../outbox/outbox.ts'
import type { OrderFile } from '../upstreams/upstream.ts'
import type { Entry } from './notes.ts'
import { entryOf, wordsIn } from './notes.ts'
import { labelIn } from './reading.ts'

/** Reads a kept file from its start. */
export type OpenFile = (file: KeptFile) => AsyncIterable<Uint8Array>

/** In the form's order. */
export function orderFiles(files: readonly KeptFile[], form: PublishedForm, open: OpenFile): readonly OrderFile[] {
  const place = ({ field }: KeptFile) => form.fields.findIndex(({ name }) => name === field)
  return files
    .toSorted((one, other) => place(one) - place(other))
    .map((file) => ({
      ...{ label: labelIn(form, file.field), name: file.name, type: file.type, bytes: file.bytes },
      open: () => open(file),
    }))
}

export interface FileNote extends Entry {
  /** The form's field. */
  readonly field: string
}

/** Of files that stay with Gatehouse, those whose names have no place of their own. */
export function fileNotes(kept: Kept, form: PublishedForm): readonly FileNote[] {
  const placed = [...Object.values(form.mappings).flat(), ...(form.noted ?? [])].map(({ source }) => source)
  const fields = new Set(kept.files?.map(({ field }) => field))
  return [...fields].flatMap((field): FileNote[] => {
    if (placed.some((source) => 'answer' in source && source.answer === field)) return []
    const names = (kept.files ?? []).filter((file) => file.field === field).map(({ name }) => name)
    const said = `${names.join(', ')} (${wordsIn(form.locale).stays})`
    return [{ ...entryOf(labelIn(form, field), said, form.locale), field }]
  })
}
