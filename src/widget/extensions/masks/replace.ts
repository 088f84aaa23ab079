/**
 * Puts a text in the place of a control's own, as one that was typed: what is set by a script can be undone in no browser, and
 * takes the way back to what was typed before with it. The event that comes of it is nobody's.
 */
export function replace(control: HTMLInputElement, text: string): void {
  const { value } = control
  let start = 0
  while (start < text.length && text.charAt(start) === value.charAt(start)) start++
  if ((control.getRootNode() as Document | ShadowRoot).activeElement === control) {
    control.addEventListener('input', stop, true)
    control.setSelectionRange(start, value.length)
    // Deprecated, and without a successor.
    document.execCommand(start < text.length ? 'insertText' : 'delete', false, text.slice(start))
    control.removeEventListener('input', stop, true)
  }
  // Not focused, or in the middle of another command.
  if (control.value !== text) control.value = text
}

function stop(event: Event): void {
  event.stopImmediatePropagation()
}
