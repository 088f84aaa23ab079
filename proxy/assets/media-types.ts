/** With their charset: a classic script without one is read in the page's, whatever that is. */
export const SCRIPT = 'text/javascript; charset=utf-8'

/** By file extension. What is not here is not served. */
export const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': SCRIPT,
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}
