/** Tells the page's developer, and only the developer, what is wrong and how to mend it. */
export function complain(words: string): void {
  // biome-ignore lint/suspicious/noConsole: the console is where a page's developer looks.
  console.error(`gatehouse-form: ${words}`)
}
