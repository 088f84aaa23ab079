/** Shows the proxy that a person fills the form: a token, some work, and how it was filled. */
import type { Extend, Prover } from '../extension.ts'
import { Evidence } from './proof/evidence.ts'

const extend: Extend<Prover> = (kit) => new Evidence(kit)

export default extend
