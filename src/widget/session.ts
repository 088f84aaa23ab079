/** What was kept under this key for as long as the tab lives; undefined where there is nothing, or no storage. */
export function recall<Kept>(key: string): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '') ?? undefined
  } catch {}
}
