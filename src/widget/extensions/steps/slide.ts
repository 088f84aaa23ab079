const SHIFT = '8px'
const DURATION_MS = 150

/** Lets a step come in from the side where it was; at once for those who asked for less motion. `way`: forwards is 1. */
export function slide(root: ParentNode, way: 1 | -1): void {
  const form = root.querySelector('form')
  if (!form || matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const isFromLeft = (getComputedStyle(form).direction === 'rtl') === way > 0
  const from = { opacity: 0, translate: isFromLeft ? `-${SHIFT}` : SHIFT }
  for (const part of form.querySelectorAll(':scope > [part~=field], .progress > [tabindex]')) {
    part.animate([from, {}], { duration: DURATION_MS, easing: 'ease-out' })
  }
}
