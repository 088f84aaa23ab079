/** Short references that people can say on the phone: no letter or digit that is taken for another. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUP = 3
const CANDIDATES = 4

/** Candidates such as `K7D-4MQ`; the store takes the first that is free. */
export function mintReferences(): readonly string[] {
  return Array.from({ length: CANDIDATES }, () => `${letters()}-${letters()}`)
}

/** Whether a text could be one. */
export function isReference(text: string): boolean {
  return PATTERN.test(text)
}

const PATTERN = new RegExp(`^[${ALPHABET}]{${GROUP}}-[${ALPHABET}]{${GROUP}}$`)

function letters(): string {
  let text = ''
  while (text.length < GROUP) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    // Bytes beyond the last whole multiple would make the first letters likelier.
    if (byte < 240) text += ALPHABET[byte % ALPHABET.length]
  }
  return text
}
