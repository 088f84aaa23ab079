/** Bolten's endpoints as functions. Each answers with a reading, never a throw. */
import type { Log } from '../../log.ts'
import type { Component, Reading, Schema } from '../upstream.ts'
import type { BoltenAccess, CallSort } from './call.ts'
import { createCall } from './call.ts'
import type { BoltenRecord, Page } from './schema.ts'
import { parseComponent, parsePage, parseProject, parseRecord, parseSchema } from './schema.ts'

export interface BoltenOptions extends BoltenAccess {
  /** Id of the component that keeps an entity's records, by entity. */
  readonly components: Readonly<Record<string, string>>
  readonly log?: Log
}

export interface RecordPage extends Omit<Page, 'items'> {
  readonly items: readonly BoltenRecord[]
  /** Entries that are no record: what they stand for is not known. */
  readonly unreadable: number
}

export interface BoltenClient {
  schema(entity: string): Promise<Reading<Schema>>
  components(): Promise<Reading<readonly Component[]>>
  /** Pages count from 1. Their order is not known. */
  list(entity: string, page: number): Promise<Reading<RecordPage>>
  /** `urgent`: before a create that waits for it. */
  read(entity: string, id: string, urgent?: 'urgent'): Promise<Reading<BoltenRecord>>
  create(entity: string, body: string): Promise<Reading<BoltenRecord>>
  /** Sets these values and leaves the others. The answer is not looked at: only the record tells. */
  change(entity: string, id: string, body: string): Promise<Reading<true>>
  /** Again, it changes nothing. */
  link(opportunityId: string, contactId: string): Promise<Reading<true>>
}

const PATHS: Readonly<Record<string, { readonly api: string; readonly records: string }>> = {
  opportunity: { api: '/kanban/api/v1', records: 'opportunities' },
  contact: { api: '/contact/api/v1', records: 'contacts' },
}
const PROJECTS = '/clients/api/v1/projects'

export const PAGE_SIZE = 100
/** Enough for 2,000 of a kind, and an end to a list that repeats itself. */
const MAX_PAGES = 20

const MIB = 1_048_576
const GETS = { safe: true, method: 'GET', maxBytes: MIB } as const
const WRITES = { priority: 'create', maxBytes: MIB / 4 } as const
const READS_SETUP: CallSort = { ...GETS, scope: 'component', priority: 'schema' }
/** A hundred records, each with long texts. */
const LISTS: CallSort = { ...GETS, scope: 'component', priority: 'look', maxBytes: 16 * MIB }
const READS_RECORD: CallSort = { ...GETS, scope: 'record', priority: 'read' }
const CREATES: CallSort = { ...WRITES, method: 'POST', safe: false, scope: 'component' }
const CHANGES: CallSort = { ...WRITES, method: 'PATCH', safe: true, scope: 'record', bodyIgnored: true }
const LINKS: CallSort = { ...WRITES, method: 'POST', safe: true, scope: 'record', bodyIgnored: true }

export function createBoltenClient({ components, log, ...access }: BoltenOptions): BoltenClient {
  const call = createCall(access)

  const at = (entity: string, rest: (records: string) => string): string | undefined => {
    const paths = PATHS[entity]
    const component = components[entity]
    return paths && component && `${paths.api}/${encodeURIComponent(component)}/${rest(paths.records)}`
  }

  const onePage = (sort: CallSort, path: string | undefined, page: number) =>
    call(sort, path && `${path}?page=${page}&limit=${PAGE_SIZE}`, parsePage)

  async function everyPage(path: string): Promise<Reading<readonly unknown[]>> {
    const gathered: unknown[] = []
    for (let page = 1; page <= MAX_PAGES; page++) {
      const reading = await onePage(READS_SETUP, path, page)
      if (reading.kind !== 'done') return reading
      const { items, limit = PAGE_SIZE, total = Number.POSITIVE_INFINITY } = reading.value
      gathered.push(...items)
      if (items.length === 0 || items.length < limit || gathered.length >= total) break
    }
    return { kind: 'done', value: gathered }
  }

  return {
    async schema(entity) {
      const reading = await call(
        READS_SETUP,
        at(entity, () => 'schema'),
        (reply) => parseSchema(entity, reply),
      )
      if (reading.kind !== 'done') return reading
      const { schema, shared } = reading.value
      if (shared.length > 0) log?.('warn', { event: 'labels-shared', entity, labels: shared })
      return { kind: 'done', value: schema }
    },

    async components() {
      const projects = await everyPage(PROJECTS)
      if (projects.kind !== 'done') return projects
      const found: Component[] = []
      for (const project of projects.value.flatMap((entry) => parseProject(entry) ?? [])) {
        const entries = await everyPage(`${PROJECTS}/${encodeURIComponent(project.id)}/components`)
        if (entries.kind !== 'done') return entries
        found.push(...entries.value.flatMap((entry) => parseComponent(entry, project.name) ?? []))
      }
      return { kind: 'done', value: found }
    },

    async list(entity, page) {
      const reading = await onePage(
        LISTS,
        at(entity, (records) => records),
        page,
      )
      if (reading.kind !== 'done') return reading
      const entries = reading.value.items
      const items = entries.flatMap((entry) => parseRecord(entry) ?? [])
      return { kind: 'done', value: { ...reading.value, items, unreadable: entries.length - items.length } }
    },

    read: (entity, id, urgent) =>
      call(
        urgent ? { ...READS_RECORD, priority: 'create' } : READS_RECORD,
        at(entity, (records) => `${records}/${id}`),
        parseRecord,
      ),

    create: (entity, body) =>
      call(
        CREATES,
        at(entity, (records) => records),
        parseRecord,
        body,
      ),

    change: (entity, id, body) =>
      call(
        CHANGES,
        at(entity, (records) => `${records}/${id}`),
        () => true,
        body,
      ),

    link: (opportunityId, contactId) =>
      call(
        LINKS,
        at('opportunity', (records) => `${records}/${opportunityId}/contact`),
        () => true,
        JSON.stringify({ id: contactId }),
      ),
  }
}
