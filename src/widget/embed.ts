/**
 * The one-line script: one form, which can be filled at once and sent without a script, and the way to the element that takes it over.
 * Built as a function `embed`, which the proxy calls behind it with the form and its own address.
 */
import { script as scriptPath } from '../contract/paths.ts'
import type { Embed } from '../contract/plain.ts'
import { adopt } from './adopt.ts'
import { complain } from './complain.ts'
import { fileOf } from './extension-files.ts'
import { mindVisitor } from './extensions/instant/marks.ts'
import { built, keepForElement } from './plain-form.ts'
import { isOurs, TAG } from './tag.ts'

/**
 * Draws the form into `?target=<selector>` of the script's address, else into `<div data-gatehouse-form="id">`,
 * else where the script stands. Where it finds no place it says so on the console, and does nothing.
 */
const embed: Embed = (form, endpoint, plain) => {
  if (!isOurs()) return
  const script = document.currentScript as HTMLScriptElement | null
  const target = script && new URL(script.src || location.href).searchParams.get('target')
  const element = document.createElement(TAG)
  element.setAttribute('form', form.id)
  element.setAttribute('endpoint', endpoint)
  Object.assign(element, { preloaded: form })

  const draw = (isLast: boolean) => {
    const drawn = `${TAG}[form="${form.id}"]`
    const places = [...document.querySelectorAll(target || `[data-gatehouse-form="${form.id}"]`)]
    const place = places.find((each) => !each.querySelector(drawn))
    if (place) place.replaceChildren(element)
    // Every place has one: of another script, or of a page that was saved with it.
    else if (places[0] || script?.nextElementSibling?.matches(drawn)) return void fetchElement(endpoint)
    else if (!target && script?.closest('body')) script.after(element)
    else if (isLast) return complain(`no place for the form "${form.id}"`)
    // An async script may run before its place is parsed.
    else return addEventListener('DOMContentLoaded', () => draw(true), { once: true })
    // An element that is there already draws at once.
    if (customElements.get(TAG)) return
    const arrived = fetchElement(endpoint)
    if (!plain) return
    const content = built(plain.content, `${Math.random().toString(36).slice(2)}-`) as HTMLFormElement
    element.append(content)
    adopt(element.getRootNode() as Document | ShadowRoot, plain.looks)
    mindVisitor(content)
    keepForElement(content, arrived, form.strings.sending)
  }
  draw(document.readyState !== 'loading')
}

export default embed

/** The element, and beside it what carries over what was typed by then. */
function fetchElement(endpoint: string): Promise<unknown> {
  const addresses = [scriptPath, fileOf('instant')].map((path) => new URL(path, endpoint).href)
  const arrived = Promise.all(addresses.map((address) => import(/* @vite-ignore */ address)))
  arrived.catch((cause) => complain(`the element cannot be loaded: ${cause}`))
  return arrived
}
