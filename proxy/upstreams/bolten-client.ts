/** Bolten's endpoints as functions. Each answers with a reading, never a throw. */
import type { Log } from '../log.ts'
import type { BoltenAccess } from './bolten-call.ts'
import { createCall } from './bolten-call.ts'
import type { CallKind } from './bolten-reply.ts'
import type { BoltenRecord, Page } from './bolten-schema.ts'
import { parseComponent, parsePage, parseProject, parseRecord, parseSchema } from './bolten-schema.ts'
import type { Component, Reading, Schema } from './upstream.ts'

export interface BoltenOptions extends BoltenAccess {
  /** Id of the component that keeps an entity's records, by entity. */
  readonly components: Readonly<Record<string, string>>
  readonly log?: Log
}

export interface RecordPage extends Omit<Page, 'items'> {
  readonly items: readonly BoltenRecord[]
}

export interface BoltenClient {
  schema(entity: string): Promise<Reading<Schema>>
  components(): Promise<Reading<readonly Component[]>>
  /** Pages count from 1. Their order is not known. */
  list(entity: string, page: number): Promise<Reading<RecordPage>>
  read(entity: string, id: string): Promise<Reading<BoltenRecord>>
  create(entity: string, body: string): Promise<Reading<BoltenRecord>>
  link(opportunityId: string, contactId: string): Promise<Reading<true>>
}

const PATHS: Readonly<Record<string, { readonly api: string; readonly records: string }>> = {
  opportunity: { api: '/kanban/api/v1', records: 'opportunities' },
  contact: { api: '/contact/api/v1', records: 'contacts' },
}
const PROJECTS = '/clients/api/v1/projects'

const PAGE_SIZE = 100
/** Enough for 2,000 of a kind, and an end to a list that repeats itself. */
const MAX_PAGES = 20

const READS_SETUP: CallKind = { safe: true, scope: 'component' }
const READS_RECORD: CallKind = { safe: true, scope: 'record' }
const CREATES: CallKind = { safe: false, scope: 'component' }
const LINKS: CallKind = { safe: false, scope: 'record', bodyIgnored: true }

export function createBoltenClient({ components, log, ...access }: BoltenOptions): BoltenClient {
  const call = createCall(access)

  const at = (entity: string, rest: (records: string) => string): string | undefined => {
    const paths = PATHS[entity]
    const component = components[entity]
    return paths && component && `${paths.api}/${encodeURIComponent(component)}/${rest(paths.records)}`
  }

  const onePage = (path: string | undefined, page: number) =>
    call(READS_SETUP, path && `${path}?page=${page}&limit=${PAGE_SIZE}`, parsePage)

  async function everyPage(path: string): Promise<Reading<readonly unknown[]>> {
    const gathered: unknown[] = []
    for (let page = 1; page <= MAX_PAGES; page++) {
      const reading = await onePage(path, page)
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
        at(entity, (records) => records),
        page,
      )
      if (reading.kind !== 'done') return reading
      return {
        kind: 'done',
        value: { ...reading.value, items: reading.value.items.flatMap((item) => parseRecord(item) ?? []) },
      }
    },

    read: (entity, id) =>
      call(
        READS_RECORD,
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

    link: (opportunityId, contactId) =>
      call(
        LINKS,
        at('opportunity', (records) => `${records}/${opportunityId}/contact`),
        () => true,
        JSON.stringify({ id: contactId }),
      ),
  }
}
