import { DOUBT_CODES, DOUBTS } from '../../proxy/guards/doubts.ts'
import { LIMITED, RATES } from '../../proxy/guards/rates.ts'

/** What each key of `gatehouse.yaml` means, by where it stands. */
export const CONFIG_KEYS: Readonly<Record<string, string>> = {
  connections: 'The upstream accounts, each by the name that forms call it by.',
  'connections.*.upstream': 'Which system it is: `bolten`, `bolddesk`, or the path of an adapter of your own.',
  'connections.*.components': 'The ids of what records are created in; `gatehouse schema <connection>` lists them.',
  'connections.*.key': 'Where the key is found. It is read again when it changes.',
  'connections.*.pace':
    'How many calls in a time, e.g. `1/s` or `40/m`, at least `3/m`; left out, what the upstream allows.',
  'connections.*.lookAfter': 'How long an unclear answer waits before it is looked up; `60s`, if left out.',
  'connections.*.tries': 'How long a submission is tried before it fails and a person is told; `72h`, if left out.',
  'connections.*.url': 'The upstream’s address; plain http only to this machine.',
  'connections.*.brand': 'BoldDesk: the id of the brand that tickets belong to.',
  'connections.*.tags': 'BoldDesk: the key under which tags are sent, `tag` or `tags`; left out, it is found out.',
  'connections.*.options': 'For an adapter of your own: handed to it as it stands.',
  database: 'Where submissions are kept: `sqlite:` and a path.',
  forms: 'The folder of the forms.',
  listen: 'Where the proxy listens.',
  'listen.host': 'Its address.',
  'listen.port': 'Its port; `PORT` in the environment overrides it.',
  publicUrl: 'The address that browsers reach the proxy at; may end in a path.',
  secret: 'Signs tokens and hashes; left out, it is made and kept in the store. Shared by several proxies.',
  alerts: 'Who is told when a lead needs a person; `none` must be written.',
  'alerts.webhook': 'By a post to this address.',
  'alerts.secret': 'Signs the webhook; left out, it is made from the store’s own secret.',
  'alerts.email': 'By mail; needs `smtp`.',
  'alerts.oldest': 'How old the oldest undelivered submission may get before somebody is told; `1h`, if left out.',
  smtp: 'How mail is sent.',
  'smtp.url': 'Where the address of the mail server, with its password, is found.',
  'smtp.from': 'Whom mail comes from.',
  admin: 'Where `/status` is: on a listener of its own, or under a token.',
  'admin.host': 'Address of a listener of its own.',
  'admin.port': 'Port of a listener of its own.',
  'admin.token': 'Asked for, where it is given, on either listener.',
  uploads: 'What is taken of files, e.g. `10MB`.',
  'uploads.perFile': '`10MB`, if left out.',
  'uploads.perSubmission': '`25MB`, if left out.',
  'uploads.total': 'Of all that are not delivered yet; `2GB`, if left out.',
  doubts: 'What makes a submission look like spam, and how much each weighs; `0`: it does not count.',
  'doubts.holdAt': 'From this sum on a submission is held for a person.',
  ...Object.fromEntries(DOUBT_CODES.map((doubt) => [`doubts.${doubt}`, sentence(DOUBTS[doubt].means)])),
  trustedProxies:
    'The proxies in front, whose word on a visitor’s address is taken: `loopback`, `private`, `cloudflare`, or networks such as `10.1.0.0/16`.',
  limits: 'How much is taken in a time, e.g. `60/m`; several rates in a list hold together.',
  ...Object.fromEntries(LIMITED.map((of) => [`limits.${of}`, limitText(RATES[of])])),
  turnstile: 'Cloudflare’s opinion on visitors, for forms with `turnstile: true`.',
  'turnstile.siteKey': 'The site key, which pages show.',
  'turnstile.secret': 'Where the secret key is found.',
  'turnstile.url': 'Where a response is verified; Cloudflare’s address, if left out.',
  retention: 'How long what was settled keeps its answers.',
  'retention.delivered': '`30d`, if left out.',
  'retention.held': '`180d`, if left out.',
  'retention.failed': '`180d`, if left out.',
  'retention.rejected': '`30d`, if left out.',
}

function limitText({ means, usual }: { readonly means: string; readonly usual: readonly string[] }): string {
  return `${sentence(means).slice(0, -1)}. ${usual.map((rate) => `\`${rate}\``).join(' and ')}, if left out.`
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
