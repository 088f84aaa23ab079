/** Content codings of what is served ready-made. */
export const CODINGS = ['br', 'gzip', 'identity'] as const
export type Coding = (typeof CODINGS)[number]

/** The smallest coding that an `Accept-Encoding` header takes (RFC 9110, 12.5.3); `q=0` forbids one. */
export function chosenCoding(header: string | undefined): Coding {
  const taken = new Map<string, number>()
  for (const part of (header ?? '').slice(0, 500).toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    taken.set(name, q === undefined ? 1 : Number(q.slice(2)))
  }
  return CODINGS.find((coding) => (taken.get(coding) ?? taken.get('*') ?? 0) > 0) ?? 'identity'
}

export function encoded(
  body: Uint8Array<ArrayBuffer>,
  coding: Coding,
  headers: Readonly<Record<string, string>>,
): Response {
  const coded: Record<string, string> = coding === 'identity' ? {} : { 'content-encoding': coding }
  return new Response(body, { headers: { vary: 'accept-encoding', ...headers, ...coded } })
}
