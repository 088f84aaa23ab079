/** Links: nearly all that spam is for. A person sends a few, and none as a name. */
import type { HallGuard } from './guard.ts'
import { givenNames, ownWords } from './own-words.ts'
import { doubtful, PASS } from './verdict.ts'

const MOST_LINKS = 3

export const linksGuard: HallGuard = (checked) => {
  const isMany = countIn(ownWords(checked)) > MOST_LINKS || countIn(givenNames(checked)) > 0
  return isMany ? doubtful('many-links') : PASS
}

const ADDRESS = /(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)[\p{L}\p{N}]/giu
/** Written for machines, not for who reads the answer: counts as another one. */
const ANCHOR = /<a\s[^<>]{0,200}href|\[(?:url|link)[=\]]/gi

function countIn(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + (text.match(ADDRESS)?.length ?? 0) + (text.match(ANCHOR)?.length ?? 0), 0)
}
