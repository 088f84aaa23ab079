/** Every command: its words, flags and help, and the file that does it, loaded only when it is asked for. */
import type { Flag, Run } from './invocation.ts'

export interface Command {
  readonly summary: string
  /** What follows its name: `<needed>`, `[may be left out]`. */
  readonly takes?: readonly string[]
  readonly flags?: readonly Flag[]
  /** Whether `--json` changes what it says. */
  readonly json?: true
  /** What its own help says beside the summary. */
  readonly more?: readonly string[]
  load(): Promise<Run>
}

const BESIDE = 'Works while the proxy runs, which sees the change within a second.'

export const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    summary: 'run the proxy',
    load: async () => (await import('./start.ts')).start,
  },
  init: {
    summary: 'write a gatehouse.yaml and a first form to begin with',
    takes: ['[upstream]'],
    more: ['The upstream is bolten, if not said, or bolddesk.'],
    load: async () => (await import('./init.ts')).init,
  },
  doctor: {
    summary: 'look at everything that delivery needs, and say how to mend what is wrong',
    json: true,
    more: [
      'Exit code 0 when nothing fails; warnings are said and do not fail. It reads from the upstreams, within their pace.',
    ],
    load: async () => (await import('./doctor/doctor.ts')).doctor,
  },
  schema: {
    summary: 'show what the key reaches: components or brands, and the fields of an entity',
    takes: ['<connection>', '[entity]'],
    json: true,
    load: async () => (await import('./schema.ts')).schema,
  },
  'forms validate': {
    summary: 'check every form, and against the live schema unless offline',
    flags: ['offline'],
    json: true,
    load: async () => (await import('./forms.ts')).validate,
  },
  'forms plan': {
    summary: 'show what the next publish would change, and where a form no longer fits its upstream',
    json: true,
    load: async () => (await import('./forms.ts')).plan,
  },
  'forms snippet': {
    summary: 'print what to paste into a page',
    takes: ['<form>'],
    flags: ['kind', 'locale'],
    json: true,
    more: [
      'What is to be pasted goes to the output; what else has to be so for it to work is said beside it.',
      'It is the form as it is published, at `publicUrl`. Works while the proxy runs.',
    ],
    load: async () => (await import('./snippet.ts')).snippet,
  },
  'forms preview': {
    summary: 'print a link under which a form can be tried',
    takes: ['<form>'],
    flags: ['lasts', 'locale'],
    json: true,
    more: [
      'A banner says so there; what is sent is checked, and nothing of it is kept or delivered. A form can be tried so before it opens.',
      'It is the form as it is published, at `publicUrl`. Works while the proxy runs.',
    ],
    load: async () => (await import('./preview.ts')).preview,
  },
  'submissions list': {
    summary: 'what was received and where it is, the newest first',
    flags: ['state', 'held', 'form', 'email', 'before', 'limit'],
    json: true,
    load: async () => (await import('./submissions/list.ts')).list,
  },
  'submissions show': {
    summary: 'the story of one submission',
    takes: ['<id>'],
    json: true,
    load: async () => (await import('./submissions/show.ts')).show,
  },
  'submissions retry': {
    summary: 'send held or failed ones again, at once',
    takes: ['[id]'],
    flags: ['state', 'form'],
    json: true,
    more: [
      'Name one, or all of a state (held, failed), of a form, or of both.',
      'Steps that are done stay done: only what is missing is sent.',
      BESIDE,
    ],
    load: async () => (await import('./submissions/decide.ts')).retry,
  },
  'submissions approve': {
    summary: 'deliver a held one',
    takes: ['<id>'],
    json: true,
    more: [BESIDE],
    load: async () => (await import('./submissions/decide.ts')).approve,
  },
  'submissions reject': {
    summary: 'do not deliver a held or failed one; it is kept as long as `retention` says',
    takes: ['<id>'],
    json: true,
    more: [BESIDE],
    load: async () => (await import('./submissions/decide.ts')).reject,
  },
  'submissions resolve': {
    summary: 'note that a held or failed one is upstream already',
    takes: ['<id>'],
    flags: ['delivered'],
    json: true,
    more: [BESIDE],
    load: async () => (await import('./submissions/decide.ts')).resolve,
  },
  'submissions erase': {
    summary: 'wipe all that a person wrote; that there was a submission stays known',
    flags: ['email', 'id'],
    json: true,
    more: [
      'From the table, the log of writes and free pages. The ids are kept in a file beside the store, named like it and',
      'ending in .erased, so that a restored backup does not bring them back: keep that file with the store.',
      'What is upstream, in backups and in set-aside files is yours to delete.',
      BESIDE,
    ],
    load: async () => (await import('./submissions/erase.ts')).erase,
  },
  'submissions export': {
    summary: 'write them all to the output, the newest first',
    flags: ['csv', 'ndjson', 'form', 'state'],
    more: ["In CSV, a cell that a spreadsheet would take for a formula begins with a ', telephone numbers with + too."],
    load: async () => (await import('./submissions/export.ts')).exportSubmissions,
  },
  'webhooks secret': {
    summary: 'print what a webhook is signed with where no secret was written for it',
    takes: ['[form]'],
    more: [
      'That of `alerts`, or, with a form, that of its `notify`. It is as good as a key: give it to the receiver, and nobody else.',
      'Works while the proxy runs.',
    ],
    load: async () => (await import('./webhooks.ts')).secret,
  },
  'store check': {
    summary: 'read the whole store and say what is damaged',
    json: true,
    load: async () => (await import('./store.ts')).check,
  },
  'store backup': {
    summary: 'write a whole, checked copy of the store, while the proxy runs',
    takes: ['<file>'],
    json: true,
    load: async () => (await import('./store.ts')).backup,
  },
}

/** Named by the contract; their rooms come later. */
export const UNBUILT: readonly string[] = ['studio', 'forms apply', 'forms export', 'store copy']
