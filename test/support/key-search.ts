/** Looks for a key in whatever left the proxy, as it is and as the usual encodings write it. */
const ENCODINGS: Readonly<Record<string, (key: string) => string>> = {
  plain: (key) => key,
  reversed: (key) => [...key].reverse().join(''),
  json: (key) => JSON.stringify(key).slice(1, -1),
  url: encodeURIComponent,
  'url in lower case': (key) => encodeURIComponent(key).replace(/%../g, (sign) => sign.toLowerCase()),
  hex: (key) => Buffer.from(key).toString('hex'),
  'base64 at 0': (key) => base64(key, 0),
  'base64 at 1': (key) => base64(key, 1),
  'base64 at 2': (key) => base64(key, 2),
  'base64url at 0': (key) => urlSafe(base64(key, 0)),
  'base64url at 1': (key) => urlSafe(base64(key, 1)),
  'base64url at 2': (key) => urlSafe(base64(key, 2)),
}

export type Places = Readonly<Record<string, Buffer | string>>

/** Where the key was found: `name: encoding`, empty when it is nowhere. */
export function findKey(key: string, places: Places): readonly string[] {
  const spellings = Object.entries(ENCODINGS).map(([encoding, encode]) => [encoding, encode(key)] as const)
  return Object.entries(places).flatMap(([name, content]) => {
    const bytes = Buffer.from(content)
    const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1')
    return spellings
      .filter(([encoding, spelling]) => (encoding === 'hex' ? lower : bytes).includes(spelling))
      .map(([encoding]) => `${name}: ${encoding}`)
  })
}

/** Each found one with its name before it. */
export function findKeys(keys: Readonly<Record<string, string>>, places: Places): readonly string[] {
  return Object.entries(keys).flatMap(([name, key]) => findKey(key, places).map((found) => `${name} in ${found}`))
}

/** The middle of what base64 makes of the key when so many bytes stand before it: the ends depend on the neighbours. */
function base64(key: string, before: number): string {
  const text = Buffer.from('x'.repeat(before) + key).toString('base64')
  return text.replace(/=+$/, '').slice(before === 0 ? 0 : 4, -2)
}

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_')
