import type { Route } from 'playwright'

/** Holds requests back until it is opened. */
export function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), way: (route: Route) => opened.then(() => route.continue()) }
}

/** Lets the one line through, and nothing else, which never comes. */
export async function onlyTheLine(route: Route): Promise<void> {
  if (route.request().url().includes('/v1/embed/')) await route.continue()
}
