/** The shape of `trustedProxies:` in `gatehouse.yaml`. */
import { z } from 'zod'
import { networkFault } from '../node/trusted.ts'

const whatGoesHere =
  'List the proxies in front of Gatehouse: `trustedProxies: [loopback]`, with `loopback`, `private`, `cloudflare`, or networks such as `10.1.0.0/16`.'

export const trustedProxies = z.array(
  z.string({ error: whatGoesHere }).check((context) => {
    const message = networkFault(context.value)
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
  }),
  { error: whatGoesHere },
)
