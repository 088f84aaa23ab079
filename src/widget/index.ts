/** `/v1/form.js`: defines `<gatehouse-form>` for the proxy that this script came from. */
import { define } from './define.ts'

export type * from './element.ts'

define(new URL(/* @vite-ignore */ '..', import.meta.url).href)
