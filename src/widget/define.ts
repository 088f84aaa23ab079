import { complain } from './complain.ts'
import { GatehouseForm } from './gatehouse-form.ts'

const TAG = 'gatehouse-form'

/**
 * Registers the element, once, with the proxy that its forms come from by default.
 * Returns whether the tag is ours: with a foreign definition what stands inside the element stays visible.
 */
export function define(endpoint: string): boolean {
  const present = customElements.get(TAG)
  if (!present) {
    GatehouseForm.endpoint = endpoint
    customElements.define(TAG, GatehouseForm)
  }
  // Another version of this script may have come first: its element serves this page as well.
  const isOurs = !present || 'endpoint' in present
  if (!isOurs) complain('another script has defined this tag')
  return isOurs
}
