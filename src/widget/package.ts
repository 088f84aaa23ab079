/**
 * `import 'gatehouse'`, in a site's own build: defines `<gatehouse-form>` by the class that `gatehouse/element` gives. A bundle
 * does not know which proxy it belongs to: `GatehouseForm.endpoint` says it for all forms, `endpoint` for one. On a server,
 * where there is nothing to define, it only gives the class.
 */
import { define } from './define.ts'
import { GatehouseForm } from './element.ts'

export * from './element.ts'

if (globalThis.customElements) define(GatehouseForm.endpoint)
