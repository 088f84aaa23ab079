/** What is said of files, with numbers and lists as people write them in the form's language. */

/** Fills in what `{…}` stands for. */
export const filled = (words: string, values: Readonly<Record<string, string>>): string =>
  words.replace(/{(\w+)}/g, (mark, name) => values[name] ?? mark)

/** Downwards: all of it is sent only when all of it is. */
export const percent = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', roundingMode: 'floor' } as Intl.NumberFormatOptions).format(share)

/** Names in one sentence. */
export const listed = (files: readonly File[], locale: string): string =>
  new Intl.ListFormat(locale).format(files.map(({ name }) => name))

/** What a file's name ends in, as long as it fits a small tile. */
export const kindOf = ({ name }: File): string => /\.(\w{1,4})$/.exec(name)?.[1]?.toUpperCase() ?? ''
