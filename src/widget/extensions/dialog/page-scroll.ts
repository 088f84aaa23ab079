/** The page stands still, and nothing in it moves, while anything is on top of it. */

const holders = new Set<object>()
let [overflow, gutter] = ['', '']

export function hold(holder: object): void {
  const { style, clientWidth } = document.documentElement
  if (!holders.size) {
    ;({ overflow, scrollbarGutter: gutter } = style)
    // The room of a bar that takes any stays: without it the page would grow wider.
    if (innerWidth > clientWidth) style.scrollbarGutter = 'stable'
    style.overflow = 'hidden'
  }
  holders.add(holder)
}

export function release(holder: object): void {
  if (holders.delete(holder) && !holders.size) {
    Object.assign(document.documentElement.style, { overflow, scrollbarGutter: gutter })
  }
}
