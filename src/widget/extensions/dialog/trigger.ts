/** Whether what was clicked opens the dialog. `selector` may name what comes into the page at any time. */
export const isTrigger = ({ target }: Event, selector: string | null): boolean =>
  !!selector && target instanceof Element && !!target.closest(selector)
