/**
 * The one-line script: the element and one form in one response. Built as a function `embed`, which the proxy calls
 * behind it with the form and its own address.
 */
import type { PublicForm } from '../contract/form.ts'
import { complain } from './complain.ts'
import { define } from './define.ts'

/**
 * Draws the form into `?target=<selector>` of the script's address, else into `<div data-gatehouse-form="id">`,
 * else where the script stands. Where it finds no place it says so on the console.
 */
export default function embed(form: PublicForm, endpoint: string): void {
  if (!define(endpoint)) return
  const script = document.currentScript as HTMLScriptElement | null
  const target = script && new URL(script.src || location.href).searchParams.get('target')
  const element = document.createElement('gatehouse-form')
  Object.assign(element, { form: form.id, endpoint, preloaded: form })

  const draw = (isLast: boolean) => {
    const place = document.querySelector(target || `[data-gatehouse-form="${form.id}"]`)
    if (place) place.replaceChildren(element)
    else if (!target && script?.closest('body')) script.after(element)
    else if (isLast) complain(`no place for the form "${form.id}"`)
    // An async script may run before its place is parsed.
    else addEventListener('DOMContentLoaded', () => draw(true), { once: true })
  }
  draw(document.readyState !== 'loading')
}
