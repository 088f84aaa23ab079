/** What was kept under this key for as long as the tab lives; undefined where there is nothing, or no storage. */
export function recall<Kept>(key: string): Kept | undefined {
  try {
    // Not to be left to fail where nothing was kept: of an error the browser notes where it came from, at a price.
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined
  } catch {}
}
