/** What a plain form has in its data, for the element that takes it over. */

/** It was sent, and is left to the element to send. */
export const EARLY = 'early'

/**
 * It is being posted, or its visitor is in the middle of something which would be lost with it: with the name of the event behind it that
 * began it.
 */
export const BUSY = 'busy'

/** Which events begin that, and which end it, wherever they happen. */
const ENDS: readonly [begin: string, ends: readonly string[]][] = [
  ['compositionstart', ['compositionend', 'blur']],
  // Of a file: while it is chosen, the page hears nothing.
  ['click', ['change', 'cancel', 'pointerdown', 'keydown']],
  ['pointerdown', ['pointerup', 'pointercancel', 'contextmenu', 'blur']],
]

/** Notes it from here on. */
export function mindVisitor(plain: HTMLElement): void {
  for (const [begin, ends] of ENDS) {
    plain.addEventListener(begin, ({ target }) => {
      if (begin === 'click' && (target as HTMLInputElement).type !== 'file') return
      const mark = BUSY + begin
      plain.dataset[mark] = ''
      const over = new AbortController()
      const end = () => {
        over.abort()
        // The click comes after its pointer.
        setTimeout(() => delete plain.dataset[mark])
      }
      // Before the page can stop it.
      for (const name of ends) addEventListener(name, end, { signal: over.signal, capture: true })
    })
  }
}

/** Also with half a date: what is typed of it cannot be read, nor written into another control. */
export const isBusy = (plain: HTMLElement, active: Element | null): boolean =>
  Object.keys(plain.dataset).some((mark) => mark.startsWith(BUSY)) ||
  (plain.contains(active) && !!(active as HTMLInputElement).validity?.badInput)
