/**
 * What did not stick, put into the record's notes field. Whatever is asked of it twice is there once: what stands in the
 * field is read first, only what is missing is added, and the record tells whether it stayed.
 */
import type { Entry } from '../../delivery/notes.ts'
import { entryOf, fitting, MAX_NOTES, missingFrom, withLines } from '../../delivery/notes.ts'
import type { Order, Outcome, StepResults } from '../upstream.ts'
import type { BoltenClient } from './client.ts'
import { notesParts, notesText } from './sent.ts'
import { bodyOf } from './values.ts'

/** Leaves behind what is still lost: nothing, when the notes took it all. */
export async function addNotes(client: BoltenClient, order: Order, finished: StepResults): Promise<Outcome> {
  const { entity, notes } = order
  const labels = labelsIn(finished)
  const id = finished[entity]?.id
  if (labels.length === 0 || !notes) return lost([])
  if (id === undefined) return lost(labels)

  const before = await client.read(entity, id)
  if (before.kind !== 'done') return before
  // Whoever cannot see what stands there would write over it.
  if (!before.value.attributes) return lost(labels)
  const wanted = entriesOf(order, labels)
  const text = notesText(order, before.value.attributes)
  const missing = missingOf(text, wanted)
  const { lines } = fitting(missing, MAX_NOTES - text.length - 2, notes.locale)
  if (lines.length === 0) return lost(stillLost(text, labels, wanted))

  const known = wanted.map(({ line }) => line)
  const value = withLines(text, lines, known)
  const changed = await client.change(entity, id, bodyOf([{ key: notes.key, value }]))
  const isRefused = changed.kind === 'refused' && !changed.stops && changed.reason !== 'record-missing'
  if (isRefused) return lost(stillLost(text, labels, wanted))
  if (changed.kind !== 'done') return changed

  const after = await client.read(entity, id)
  if (after.kind !== 'done') return after
  return lost(stillLost(notesText(order, after.value.attributes ?? {}), labels, wanted))
}

function labelsIn(finished: StepResults): readonly string[] {
  return [...new Set([...(finished['read-back']?.lost ?? []), ...(finished['contact-check']?.differs ?? [])])]
}

/**
 * What the order has for these labels: the notes' own parts, values of the record and of its contact, and lines, which a
 * value is once its field is gone from the schema.
 */
function entriesOf(order: Order, labels: readonly string[]): readonly Entry[] {
  const { entity, values, notes } = order
  if (!notes) return []
  const { key: notesKey, locale, lines } = notes
  const parts = notesParts(order)
  const sent = [...(values[entity] ?? []), ...(values.contact ?? [])].filter(({ key }) => key !== notesKey)
  const entries = labels.flatMap((label): readonly Entry[] => [
    ...(label === notes.label ? parts.map((line) => ({ label, line })) : []),
    ...sent.flatMap((value) => (value.label === label ? [entryOf(label, value.value, locale)] : [])),
    ...lines.flatMap((line) => (line.startsWith(`${label}:`) ? [{ label, line }] : [])),
  ])
  return [...new Map(entries.map((entry) => [`${entry.label} ${entry.line}`, entry])).values()]
}

function missingOf(text: string, entries: readonly Entry[]): readonly Entry[] {
  const missing = new Set(
    missingFrom(
      text,
      entries.map(({ line }) => line),
    ),
  )
  return entries.filter(({ line }) => missing.has(line))
}

/** A label that the order has no value for, such as the link to the contact, is nothing that notes could mend. */
function stillLost(text: string, labels: readonly string[], wanted: readonly Entry[]): readonly string[] {
  const missing = missingOf(text, wanted)
  return labels.filter(
    (label) => missing.some((entry) => entry.label === label) || !wanted.some((entry) => entry.label === label),
  )
}

function lost(labels: readonly string[]): Outcome {
  return { kind: 'done', result: { lost: labels } }
}
