/**
 * Listens for files that are dropped on a file field, or pasted into it, anywhere within its label, its list and its help.
 * Beside such a field a dropped file does nothing: the browser would open it in the place of the page.
 *
 * `take` is given the name of the field's control.
 */
export function takeArrivals(root: Node, take: (name: string, files: readonly File[]) => void): void {
  let marked: Element | undefined
  const mark = (field?: Element) => {
    marked?.removeAttribute('data-over')
    field?.setAttribute('data-over', '')
    marked = field
  }
  const onOver = (event: Event) => {
    const { dataTransfer } = event as DragEvent
    if (!dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    const field = fieldOf(event)
    dataTransfer.dropEffect = field ? 'copy' : 'none'
    mark(field)
  }
  const onLeave = (event: Event) => {
    if (!root.contains((event as DragEvent).relatedTarget as Node | null)) mark()
  }
  const onDrop = (event: Event) => {
    onOver(event)
    mark()
    const { dataTransfer } = event as DragEvent
    take(controlName(event), [...(dataTransfer?.items ?? [])].flatMap(fileOf))
  }
  const onPaste = (event: Event) => {
    const files = [...((event as ClipboardEvent).clipboardData?.files ?? [])]
    if (!files.length || !fieldOf(event)) return
    event.preventDefault()
    take(controlName(event), files)
  }
  root.addEventListener('dragover', onOver)
  root.addEventListener('dragleave', onLeave)
  root.addEventListener('drop', onDrop)
  root.addEventListener('paste', onPaste)
}

const FIELD = '[part~=field]:has([type=file])'

const fieldOf = (event: Event): Element | undefined =>
  event.composedPath().find((node): node is Element => node instanceof Element && node.matches(FIELD))

const controlName = (event: Event): string => fieldOf(event)?.querySelector<HTMLInputElement>('[type=file]')?.name ?? ''

/** A folder is handed over like a file, but cannot be read. */
function fileOf(item: DataTransferItem): File[] {
  const file = item.webkitGetAsEntry?.()?.isDirectory ? null : item.getAsFile()
  return file ? [file] : []
}
