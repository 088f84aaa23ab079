/** Files that a visitor has, and what is done with them on a page. */
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { controlOf, until } from './visitor.ts'

export const text = (name: string, bytes = 10, type = 'text/plain') => new File(['x'.repeat(bytes)], name, { type })

/** A real picture, of one colour. */
export async function picture(name: string, width = 40, height = 20): Promise<File> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('There is no canvas.')
  context.fillStyle = '#c33'
  context.fillRect(0, 0, width, height)
  return new File([await canvas.convertToBlob()], name, { type: 'image/png' })
}

export function carried(...files: File[]): DataTransfer {
  const data = new DataTransfer()
  for (const file of files) data.items.add(file)
  return data
}

/** As the browser does when its own chooser closes. */
export async function choose(element: GatehouseForm, name: string, ...files: File[]): Promise<void> {
  const control = controlOf(element, name)
  control.files = carried(...files).files
  control.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
  control.dispatchEvent(new Event('change', { bubbles: true }))
  await element.updateComplete
}

/** Drags files over a place and, unless told otherwise, lets them go there. Gives the last event. */
export async function drag(element: GatehouseForm, place: Element, data: DataTransfer, names = ['dragover', 'drop']) {
  let event = new DragEvent('dragenter')
  for (const name of names) {
    event = new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true, composed: true })
    place.dispatchEvent(event)
  }
  await element.updateComplete
  return event
}

export async function paste(element: GatehouseForm, place: Element, data: DataTransfer): Promise<void> {
  place.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true, composed: true }),
  )
  await element.updateComplete
}

export const fieldOf = (element: GatehouseForm, name: string): HTMLElement => {
  const found = controlOf(element, name).closest<HTMLElement>('[part~=field]')
  if (!found) throw new Error(`There is no field ${name}.`)
  return found
}

/** The chosen files as they are listed: name and size. */
export const listOf = (element: GatehouseForm, name: string): string[] =>
  [...fieldOf(element, name).querySelectorAll<HTMLElement>('.name')].map((item) => item.innerText.replace(/\s+/g, ' '))

export const removersOf = (element: GatehouseForm, name: string): HTMLElement[] => [
  ...fieldOf(element, name).querySelectorAll<HTMLElement>('.remove'),
]

/** What is announced about the field. */
export const saidOf = (element: GatehouseForm, name: string): string | undefined =>
  fieldOf(element, name).querySelector('[role=status]')?.textContent?.trim()

/** The small pictures that are seen, once each is painted. */
export async function picturesOf(element: GatehouseForm, name: string, count: number): Promise<HTMLCanvasElement[]> {
  const seen = () => [...fieldOf(element, name).querySelectorAll<HTMLCanvasElement>('canvas:not([hidden])')]
  await until(() => seen().length === count)
  return seen()
}
