/**
 * Under which key a create hears tags: accounts differ, and the other is dropped without a word. Where the operator says
 * nothing, the first is used until a ticket comes back without its tags; then the other.
 */
import type { Log } from '../../log.ts'

export interface TagsKey {
  key(): 'tag' | 'tags'
  /** A ticket was read back without them. */
  notKept(): void
}

export function createTagsKey(said: 'tag' | 'tags' | undefined, log?: Log): TagsKey {
  let key = said ?? 'tag'
  return {
    key: () => key,
    notKept() {
      log?.('warn', { event: 'tags-not-kept', sentAs: key })
      if (said === undefined) key = key === 'tag' ? 'tags' : 'tag'
    },
  }
}
