/**
 * What an upstream is to the rest of the proxy: it tells its schema, and brings one submission in by a few steps.
 * An adapter is one file beside this one. It knows statuses, paths and shapes; the worker knows the four outcomes.
 */
import type { Answer, Condition, FieldType, Option } from '../../src/contract/form.ts'

/** An entity's fields as the upstream reports them at this moment, in our own shape. */
export interface Schema {
  readonly entity: string
  readonly fields: readonly SchemaField[]
}

export interface SchemaField {
  /** The upstream's key, byte for byte as it was read: it is sent back just so. */
  readonly key: string
  /** What people call it. */
  readonly label: string
  /** Our type for it; undefined where the upstream's is unknown: such a field is text, and only when a form lists it. */
  readonly type?: FieldType
  /** The upstream's own word for its type. */
  readonly upstreamType?: string
  readonly required?: boolean
  readonly options?: readonly Option[]
  /** The form language's word for it, where it has one: `priority:` in a form fills the field with this role. */
  readonly role?: Role
  /** Its options follow another field's answer: by the parent's option, the options that stand beside it. */
  readonly parent?: { readonly key: string; readonly options: Readonly<Record<string, readonly string[]>> }
  /** When the upstream itself shows the field. Its `field`s are keys of this schema. */
  readonly when?: Condition
  /** Not for a visitor to fill: stage, owner, money, links to other records. `fields: all` leaves it out. */
  readonly internal?: boolean
  /** The entry as it came, for what a later reader may need. Choices with ids stand in its `options` as `{ id, name }`. */
  readonly raw: unknown
}

/** What a form says of a ticket by a key of its own. */
export type Role =
  | 'requester-name'
  | 'requester-email'
  | 'subject'
  | 'description'
  | 'brand'
  | 'priority'
  | 'category'
  | 'type'
  | 'group'
  | 'tags'

/** One value on its way to one field of the upstream. */
export interface Value {
  /** The key as the schema spells it. */
  readonly key: string
  readonly label: string
  readonly type: FieldType
  readonly value: Answer
}

/** One submission as an adapter sees it. */
export interface Order {
  readonly submissionId: string
  /** What is created, e.g. `opportunity`. */
  readonly entity: string
  /** The values of the entity, and of the contact that goes with it, where the form has one. */
  readonly values: Readonly<Record<string, readonly Value[]>>
  /** The last known schema of each entity in `values`; absent where none was ever read. */
  readonly schemas: Readonly<Record<string, Schema>>
  /**
   * Where leftovers go. `lines` are known before anything is sent and belong into the create, after the visitor's own
   * text; what is found lost afterwards is added to the record by a later step, in the same language.
   */
  readonly notes?: Notes
  /** Key of the field that carries the full submission id, which is among `values` too. */
  readonly marker?: string
  /** Upstream id of a contact to link instead of making one, if it is still there. */
  readonly contactId?: string
  /** Where the upstream has one text for everything that was said. */
  readonly listing?: Listing
  /** What the visitor attached, in the form's order. */
  readonly files?: readonly OrderFile[]
}

/**
 * Everything that was answered, in the form's order, for one text that people read. An adapter writes it in the
 * upstream's own markup, every part escaped.
 */
export interface Listing {
  readonly key: string
  readonly label: string
  /** What stands first: the field that is mapped to this text, the form's template. */
  readonly lead: readonly string[]
  readonly entries: readonly { readonly label: string; readonly value: string }[]
  /** Leftovers and what else the notes would carry. */
  readonly notes: readonly string[]
  readonly page?: string
  /** When it was received, ms since the epoch. */
  readonly at: number
  readonly locale: string
}

export interface OrderFile {
  /** Label of its field. */
  readonly label: string
  readonly name: string
  /** Media type, by content. */
  readonly type: string
  readonly bytes: number
  /** Reads it anew from the start. Rejects when it is not there any more. */
  open(): AsyncIterable<Uint8Array>
}

export interface Notes {
  readonly key: string
  readonly label: string
  readonly lines: readonly string[]
  readonly locale: string
}

/** What a finished step leaves behind, kept in the outbox before the next step starts. Never an answer. */
export interface StepResult {
  /** The upstream's id of the record. */
  readonly id?: string
  /** The record's values were seen in the upstream's reply; else a later step reads them. */
  readonly seen?: boolean
  /** The record was tied to its contact when it was made; else a step of its own does it. */
  readonly linked?: boolean
  /** Labels of values that were sent and are not in the record. A later step that lists fewer has the last word. */
  readonly lost?: readonly string[]
  /** A contact that was there already was linked; labels of answers that differ from it. */
  readonly reused?: boolean
  readonly differs?: readonly string[]
  /** The record that was to be reused is gone. */
  readonly gone?: boolean
  /**
   * The order's files are in the record; else a later step adds them. The last step that speaks of it has the word: only
   * when it says yes are the files let go of here.
   */
  readonly attached?: boolean
  /** Places, among the order's files, of those that the record surely has not. */
  readonly left?: readonly number[]
}

export type StepResults = Readonly<Record<string, StepResult>>

/** One call of a delivery. Steps run in order; a finished one never runs again. */
export interface Step {
  /** Unique in its plan, kept in history. */
  readonly name: string
  /** Only reads, or does what changes nothing when it is done twice: may be run again whatever happened to it. */
  readonly safe: boolean
  /**
   * `endsAt`: on the monotonic clock, when the submission may become somebody else's: nothing that changes the upstream
   * may still be under way then. Left out: never.
   */
  run(done: StepResults, endsAt?: number): Promise<Outcome>
}

/** What an adapter says of one attempt. */
export type Outcome =
  | { readonly kind: 'done'; readonly result: StepResult }
  /** Certainly nothing happened upstream; try again, not before `afterMs`. */
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs?: number }
  /** The upstream understood and said no. `stops` says what else must not be tried until a person mends it. */
  | { readonly kind: 'refused'; readonly reason: string; readonly words?: string; readonly stops?: Stop }
  /** It may have happened. Never blindly sent again. */
  | { readonly kind: 'unclear'; readonly reason: string }

/** `key`: every connection with that key. `component`: this connection only. */
export type Stop = 'key' | 'component'

/** A reading call's answer. */
export type Reading<T> = { readonly kind: 'done'; readonly value: T } | Exclude<Outcome, { kind: 'done' }>

/** A part of an upstream account that records live in. */
export interface Component {
  readonly id: string
  readonly name: string
  readonly project: string
  /** The entity that its records are; undefined for a kind that Gatehouse does not use. */
  readonly entity?: string
}

/** Who owns a key, as the upstream shows it to others. */
export interface Owner {
  readonly name: string
  readonly email?: string
  /** It looks like one person's own account. */
  readonly isPerson?: boolean
}

/** A record to look for: a step may have made it, and its end is not known. */
export interface Sought {
  readonly submissionId: string
  /** The step's name: one that makes a record is called by its entity, e.g. `contact`. */
  readonly entity: string
  readonly order: Order
  readonly done: StepResults
  /** When the step was begun, ms since the epoch; nothing older is meant. */
  readonly begunAt: number
}

/** `absent` only where everything was seen in which it could be; what cannot be known is `unknown`. */
export type Sighting =
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }

/** One connection's upstream. */
export interface Upstream {
  /** What it can create; the first that a form names is the main one. */
  readonly entities: readonly string[]
  /** Steps that make no record of an entity and can be looked for all the same. */
  readonly looksFor?: readonly string[]
  /** The entities whose orders' files it takes; of any other they stay with Gatehouse. */
  readonly takesFiles?: readonly string[]
  schema(entity: string): Promise<Reading<Schema>>
  /** The parts that the key reaches, for people who set a connection up. */
  components(): Promise<Reading<readonly Component[]>>
  /** Whose key it is, where the upstream tells. */
  whoami?(): Promise<Reading<Owner>>
  /**
   * Looks for what unclear steps may have made: one bounded scan for all of them. `taken`: ids of records that belong to
   * other submissions. By submission id.
   */
  look(
    sought: readonly Sought[],
    taken: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<Reading<ReadonlyMap<string, Sighting>>>
  /** The steps for one order. Pure: it calls nobody before a step runs. */
  plan(order: Order): readonly Step[]
}
