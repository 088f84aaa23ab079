/** `/v1/form.js`: defines `<gatehouse-form>` for the proxy that this script came from. */
import { define } from './define.ts'

define(new URL(/* @vite-ignore */ '..', import.meta.url).href)
