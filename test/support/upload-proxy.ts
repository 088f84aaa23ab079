/**
 * What takes uploads in the place of the proxy, so that a test can cut, hold and delay them: the built scripts, one form
 * and the way in for its submissions, for a page on another origin.
 */
import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PublicForm } from '../../src/contract/form.ts'

/** What is done with one post. Those that are not planned are taken. */
export type Plan = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

export interface Post {
  readonly headers: IncomingMessage['headers']
  /** What came of it so far. */
  bytes: Buffer
}

export interface UploadProxy {
  readonly origin: string
  /** Address of a page on another origin that shows the form. */
  readonly page: string
  readonly posts: readonly Post[]
  /** For the next posts, in their order. */
  plans: Plan[]
  /** Names of assets that cannot be had. */
  missing: RegExp | undefined
  close(): Promise<void>
}

export const accepted = JSON.stringify({ id: 'x', reference: 'ABC-234', status: 'accepted' })

export async function openUploadProxy(form: PublicForm): Promise<UploadProxy> {
  const posts: Post[] = []
  const state = { plans: [] as Plan[], missing: undefined as RegExp | undefined }
  const proxy = createServer((request, response) => {
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value)
    const path = new URL(request.url ?? '/', 'http://x').pathname
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    if (request.method !== 'POST') return serve(path, form, state.missing, response)
    const post: Post = { headers: request.headers, bytes: Buffer.alloc(0) }
    posts.push(post)
    const plan = state.plans.shift()
    if (plan) return void plan(request, response)
    request.on('data', (chunk: Buffer) => {
      post.bytes = Buffer.concat([post.bytes, chunk])
    })
    request.on('end', () => response.writeHead(202, JSON_TYPE).end(accepted))
  })
  const origin = await listen(proxy)
  const site = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': 'site=1' })
    response.end(`<!doctype html><html lang="en"><title>Jobs</title>
      <script type="module" src="${origin}/v1/form.js"></script><gatehouse-form form="${form.id}"></gatehouse-form>`)
  })
  const page = await listen(site)
  return Object.assign(state, {
    origin,
    page,
    posts,
    async close() {
      for (const server of [proxy, site]) {
        server.closeAllConnections()
        await new Promise((closed) => server.close(closed))
      }
    },
  })
}

/** The parts of a post that came whole. */
export const partsOf = ({ headers, bytes }: Post): Promise<FormData> =>
  new Response(new Uint8Array(bytes), { headers: { 'content-type': headers['content-type'] ?? '' } }).formData()

const dist = new URL('../../dist/widget/', import.meta.url)
const JSON_TYPE = { 'content-type': 'application/json' }
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' }

function serve(path: string, form: PublicForm, missing: RegExp | undefined, response: ServerResponse): void {
  if (path === `/v1/forms/${form.id}`) return void response.writeHead(200, JSON_TYPE).end(JSON.stringify(form))
  const file = new URL(path.replace('/v1/', ''), dist)
  if (missing?.test(path) || !existsSync(file)) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(file))
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
