import { GatehouseForm } from './gatehouse-form.ts'
import { isOurs, TAG } from './tag.ts'

/** Registers the element, once, with the proxy that its forms come from by default. */
export function define(endpoint: string): void {
  if (!isOurs() || customElements.get(TAG)) return
  GatehouseForm.endpoint = endpoint
  customElements.define(TAG, GatehouseForm)
}
