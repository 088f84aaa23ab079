/** The shape of one connection in `gatehouse.yaml`: what each kind of upstream needs to be told. */
import { z } from 'zod'
import { didYouMean } from '../../src/contract/nearest.ts'
import { duration, keySource, outwardUrl, pace, UNIT_MS } from './value-shape.ts'

/** A word that stands for one of ours; the path of a module stands for itself. */
const OURS = ['bolten', 'bolddesk']

const whichUpstream = ({ input }: { readonly input?: unknown }): string => {
  const choice = 'Write `bolten`, `bolddesk`, or the path of a module of your own, e.g. `./my-crm.js`.'
  return typeof input === 'string' ? `There is no upstream "${input}".${didYouMean(input, OURS)} ${choice}` : choice
}

const componentId = z.guid({ error: 'A component id is a UUID; `gatehouse schema <connection>` lists them.' })

const whichBrand = 'Write the brand’s id; `gatehouse schema <connection>` lists them.'

const everywhere = {
  pace: pace.exactOptional(),
  lookAfter: duration.default(60_000),
  /** How long a submission is tried before it fails and a person is told. */
  tries: duration.default(72 * UNIT_MS.h),
}

const noSettings = {
  error: ({ code }: { readonly code: string }) =>
    code === 'invalid_type'
      ? 'A connection is a list of settings: `upstream`, `key` and what else it needs.'
      : undefined,
}

const bolten = z.strictObject(
  {
    upstream: z.literal('bolten', { error: whichUpstream }),
    components: z.partialRecord(z.enum(['opportunity', 'contact']), componentId).default({}),
    key: keySource,
    ...everywhere,
    url: outwardUrl('origin').exactOptional(),
  },
  noSettings,
)

const bolddesk = z.strictObject(
  {
    upstream: z.literal('bolddesk', { error: whichUpstream }),
    url: outwardUrl('origin', 'Write the address of your BoldDesk, e.g. `https://acme.bolddesk.com`.'),
    /** Tickets are of this brand unless their form says another. */
    brand: z.int({ error: whichBrand }).positive({ error: whichBrand }).exactOptional(),
    /** Under which name the tenant takes tags. */
    tags: z.enum(['tag', 'tags'], { error: 'Write `tag` or `tags`.' }).exactOptional(),
    key: keySource,
    ...everywhere,
  },
  noSettings,
)

const own = z.strictObject(
  {
    upstream: z.string({ error: whichUpstream }).regex(/^(\.{0,2}\/)/, { error: whichUpstream }),
    url: outwardUrl('whole').exactOptional(),
    /** Handed to the module as it is. */
    options: z.unknown().exactOptional(),
    key: keySource.exactOptional(),
    ...everywhere,
  },
  noSettings,
)

export const connectionShape = z.union([
  bolten,
  bolddesk,
  own.transform(({ upstream, ...rest }) => ({ ...rest, upstream: 'own' as const, module: upstream })),
])

export type ConnectionData = z.infer<typeof connectionShape>

/** The settings that a connection with this `upstream` can have. */
export function settingsOf(upstream: unknown): readonly string[] {
  const shapes = [bolten, bolddesk, own].map(({ shape }) => shape)
  return Object.keys(shapes.find((shape) => shape.upstream.safeParse(upstream).success) ?? bolten.shape)
}
