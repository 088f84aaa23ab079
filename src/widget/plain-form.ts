/** A form that works without the element, put into a page by a script. */
import type { PlainNode } from '../contract/plain.ts'
import { BUSY, EARLY } from './extensions/instant/marks.ts'

/** Attributes that are ids, or refer to them. */
const IDS = /^(id|for|aria-(labell|describ)edby)$/

/** Makes elements of it. `prefix`: before every id, where the page's own stand beside them. */
export function built([tag, attributes, within]: PlainNode, prefix: string): HTMLElement {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, IDS.test(name) ? value.replace(/\S+/g, (id) => prefix + id) : value)
  }
  element.append(...within.map((part) => (typeof part === 'string' ? part : built(part, prefix))))
  return element
}

/** As long as the element waits for a part of its own. */
const GIVE_UP_MS = 10_000

/**
 * Keeps what is sent before the element is there for it, and says so by `says` on the button; an edit takes that back. Once the element
 * has missed, it goes as plain forms go.
 */
export function keepForElement(plain: HTMLFormElement, arrived: Promise<unknown>, says: string): void {
  const words = plain.querySelector('button > span')
  const own = [...(words?.childNodes ?? [])]
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = (isSent: boolean) => words?.replaceChildren(...(isSent ? [says] : own))
  const keep = (event: Event) => {
    event.preventDefault()
    // Half a date: it would be waited for, and then left out.
    for (const control of plain.elements as HTMLCollectionOf<HTMLInputElement>)
      if (control.validity.badInput) return void control.reportValidity()
    plain.dataset[EARLY] = ''
    say(true)
    timer ??= setTimeout(giveUp, GIVE_UP_MS)
  }
  const takeBack = () => {
    delete plain.dataset[EARLY]
    say(false)
    clearTimeout(timer)
    timer = undefined
  }
  const giveUp = () => {
    plain.removeEventListener('submit', keep)
    if (!(EARLY in plain.dataset) || !plain.isConnected) return
    // Who comes back to this page has not sent it again, and an element that comes now does not send it beside that.
    delete plain.dataset[EARLY]
    plain.dataset[BUSY] = ''
    const back = () => {
      delete plain.dataset[BUSY]
      say(false)
    }
    setTimeout(back, GIVE_UP_MS)
    addEventListener('pageshow', back, { once: true })
    plain.submit()
  }
  plain.addEventListener('submit', keep)
  plain.addEventListener('input', takeBack)
  arrived.catch(giveUp)
}
