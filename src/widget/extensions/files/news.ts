import type { FileStrings } from '../../../contract/strings/public.ts'
import { filled, listed } from './words.ts'

/** Says what changed among the files of one field since it was asked last; the same again until they change. */
export class News {
  #files: readonly File[] | undefined
  #said = ''

  of(files: readonly File[], fault: string | undefined, words: FileStrings, locale: string): string {
    const before = this.#files ?? files
    this.#files = files
    const changes = [
      { said: words.removed, changed: without(before, files) },
      { said: words.added, changed: without(files, before) },
    ].filter(({ changed }) => changed.length)
    if (changes.length) {
      const said = changes.map(({ said, changed }) => filled(said, { name: listed(changed, locale) }))
      this.#said = [...said, fault].filter(Boolean).join('. ')
    }
    return this.#said
  }
}

const without = (files: readonly File[], others: readonly File[]) => files.filter((file) => !others.includes(file))
