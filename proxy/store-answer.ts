import { Problem } from './problem.ts'

/** A store that cannot keep or say anything is the visitor's to try again, and no receipt was given. @throws {Problem} */
export async function storeAnswer<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new Problem('store-unavailable', { headers: { 'retry-after': '5' }, cause })
  }
}
