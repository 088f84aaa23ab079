/** Where the program lies, and what it was built with. */
import { fileURLToPath } from 'node:url'

/** The build's entry file; a chunk of it lies one folder deeper. */
export function programUrl(): URL {
  const url = new URL(import.meta.url)
  return url.pathname.includes('/chunks/') ? new URL('../cli.js', url) : url
}

/** The folder of what browsers load. */
export const widgetFolder = (): string => fileURLToPath(new URL('../widget/', programUrl()))
