/** Formats that browsers decode by themselves. */
const PICTURE = /^image\/(png|jpeg|gif|webp|avif|bmp)$/
const HEIGHT_PX = 96

/** A picture is decoded once, beside the page's own work. */
const pictures = new WeakMap<File, Promise<ImageBitmap | undefined>>()
/** What is, or is about to be, on a canvas. */
const painted = new WeakMap<HTMLCanvasElement, File>()

/** Shows a small picture of the file, if it is one. A canvas, not an address: pages may forbid pictures from elsewhere. */
export async function paint(canvas: HTMLCanvasElement, file: File | undefined): Promise<void> {
  if (painted.get(canvas) === file) return
  canvas.hidden = true
  painted.delete(canvas)
  if (!file) return
  painted.set(canvas, file)
  const picture = await pictureOf(file)
  if (!picture || painted.get(canvas) !== file) return
  canvas.width = picture.width
  canvas.height = picture.height
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
  canvas.hidden = false
}

function pictureOf(file: File): Promise<ImageBitmap | undefined> {
  const known = pictures.get(file)
  if (known) return known
  const picture = PICTURE.test(file.type) ? decoded(file) : Promise.resolve(undefined)
  pictures.set(file, picture)
  return picture
}

const decoded = (file: File) =>
  createImageBitmap(file, { resizeHeight: HEIGHT_PX, resizeQuality: 'medium' }).catch(() => undefined)
