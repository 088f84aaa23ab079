/** The same long text from several people. Texts and people are keyed hashes, in memory only, and not many of them. */
import { keyedDigest } from '../forms/digest.ts'
import type { Checked, HallGuard } from './guard.ts'
import { ownWords } from './own-words.ts'
import { doubtful, PASS } from './verdict.ts'

/** Letters and digits. What is shorter, people do say alike. */
const LONG = 40
/** From so many others. */
const OTHERS = 3
const DAY_MS = 86_400_000
/** Some 700 bytes each. */
const MOST_TEXTS = 10_000

export function repeatsGuard(secret: string, mostTexts = MOST_TEXTS): HallGuard {
  /** By text, the last who sent it, each with when; the text that came last is last. */
  const seen = new Map<string, ReadonlyMap<string, number>>()
  return async (checked) => {
    const sender = senderOf(checked)
    let isRepeated = false
    for (const text of new Set(ownWords(checked).map(bare))) {
      if ([...text].length < LONG) continue
      const key = await keyedDigest(secret, `text:${text}`)
      const others = [...(seen.get(key) ?? [])].filter(([who, at]) => who !== sender && checked.at - at < DAY_MS)
      if (others.length >= OTHERS) isRepeated = true
      seen.delete(key)
      seen.set(key, new Map([...others.slice(-OTHERS), [sender, checked.at]]))
      if (seen.size > mostTexts) seen.delete(seen.keys().next().value ?? '')
    }
    return isRepeated ? doubtful('repeated-text') : PASS
  }
}

/** Who cannot be told from others is somebody else each time. */
function senderOf({ person, sender: { client }, submission: { id } }: Checked): string {
  return person ?? client ?? id
}

/** What stays when case, spaces and signs are changed. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
}
