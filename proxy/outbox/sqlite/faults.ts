/** What SQLite's errors mean for the store. By their words, since @photostructure/sqlite leaves the code out of some. */

const ENDING = /disk I\/O error|malformed|locking protocol|not a database/
const FULL = /database or disk is full/
const MALFORMED = /malformed|not a database/
const UNREADABLE = /disk I\/O error|malformed|not a database/

/** IOERR, CORRUPT, PROTOCOL, NOTADB: what SQLite says after one of these is not to be believed before a fresh open. */
export function endsStore(error: unknown): boolean {
  return ENDING.test(messageOf(error))
}

/** FULL: nothing was written, nothing is wrong, and it passes. */
export function isFull(error: unknown): boolean {
  return FULL.test(messageOf(error))
}

/** CORRUPT, NOTADB: the file itself is wrong, whatever the disk does. */
export function isMalformed(error: unknown): boolean {
  return MALFORMED.test(messageOf(error))
}

/** A file that says this when it is only read cannot be worked with. */
export function isDamage(error: unknown): boolean {
  return UNREADABLE.test(messageOf(error))
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
