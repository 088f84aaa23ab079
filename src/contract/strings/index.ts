/** The words of every language that there are, by locale. */

import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { it } from './it.ts'
import { ptBR } from './pt-BR.ts'
import type { Words } from './words.ts'

export const strings: Readonly<Record<string, Words>> = { en, 'pt-BR': ptBR, es, fr, de, it, ar }

/** The words for a locale: its own, else those of its language, else English. */
export function stringsFor(locale: string): Words {
  const language = (tag: string) => tag.toLowerCase().split('-')[0]
  const known = Object.keys(strings)
  const exact = known.find((tag) => tag.toLowerCase() === locale.toLowerCase())
  const found = exact ?? known.find((tag) => language(tag) === language(locale))
  return (found && strings[found]) || en
}
