/** Every kind of upstream: the one place that knows more than that there are some. */
import type { ConnectionConfig } from '../config.ts'
import type { Env } from '../env.ts'
import type { Log } from '../log.ts'
import { openModule } from '../node/module.ts'
import { BOLDDESK_SPACING_MS, bolddesk } from './bolddesk.ts'
import { BOLTEN_SPACING_MS, BOLTEN_URL, bolten } from './bolten.ts'
import { guarded } from './guarded.ts'
import type { Queue } from './pace.ts'
import type { Secret } from './secret.ts'
import type { Upstream } from './upstream.ts'

/** What every adapter is given beside its connection's own settings. */
export interface Given {
  /** Throws where the connection names no key. */
  readonly key: () => Secret
  readonly queue: Queue
  readonly env: Env
  readonly log: Log
}

export interface UpstreamKind<C = ConnectionConfig> {
  /** What a part of such an account is called, and the setting that names those in use. */
  readonly part: string
  readonly setting: string
  /** The gap between two calls where the operator wrote none. */
  readonly spacingMs: number
  /** The parts that the connection names, each by its id or its name. */
  parts(connection: C): Readonly<Record<string, string>>
  open(connection: C, given: Given): Upstream | Promise<Upstream>
}

type ByKind = { readonly [K in ConnectionConfig['upstream']]: UpstreamKind<Extract<ConnectionConfig, { upstream: K }>> }

const KINDS: ByKind = {
  bolten: {
    part: 'component',
    setting: 'components',
    spacingMs: BOLTEN_SPACING_MS,
    parts: ({ components }) => components,
    open: ({ url = BOLTEN_URL, components }, given) => bolten({ baseUrl: url, components, ...given }),
  },
  bolddesk: {
    part: 'brand',
    setting: 'brand',
    spacingMs: BOLDDESK_SPACING_MS,
    parts: ({ brand }) => (brand === undefined ? {} : { brand: String(brand) }),
    open: ({ url, brand, tags }, given) =>
      bolddesk({ baseUrl: url, ...given, ...(brand !== undefined && { brand }), ...(tags && { tags }) }),
  },
  own: {
    part: 'part',
    setting: 'options',
    // Gentle, where nobody said what it stands.
    spacingMs: 100,
    parts: () => ({}),
    open: async ({ name, module, url, options, key }, given) => {
      const upstream = await openModule(module, {
        ...{ name, options, queue: given.queue, env: given.env, log: given.log },
        ...(url !== undefined && { url }),
        ...(key && { key: given.key }),
      })
      return guarded(upstream, given.env)
    },
  },
}

export function kindOf({ upstream }: Pick<ConnectionConfig, 'upstream'>): UpstreamKind {
  return KINDS[upstream]
}
