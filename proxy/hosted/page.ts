/**
 * `/f/{id}`: one form on a page of its own, where a site's fallback link leads. It is on the proxy's origin, so that it
 * works where the embedding site is not listed.
 */
import type { PublicForm } from '../../src/contract/form.ts'
import { paths } from '../../src/contract/wire.ts'

/** `nonce` allows the page's one style; everything else comes from the proxy. */
export function hostedPage(form: PublicForm, endpoint: string, nonce: string): string {
  const script = new URL(paths.script, endpoint).href
  const title = escapeHtml(form.title ?? form.id)
  return `<!doctype html>
<html lang="${escapeHtml(form.locale)}" dir="${form.dir}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 36em; margin: 0 auto; padding: 2rem 1rem }
</style>
<main>
<gatehouse-form form="${escapeHtml(form.id)}" endpoint="${escapeHtml(endpoint)}">${title}</gatehouse-form>
</main>
<script type="module" src="${escapeHtml(script)}"></script>
</html>
`
}

/** What the page may do: run the proxy's script, talk to the proxy. */
export function hostedPolicy(endpoint: string, nonce: string): string {
  const { origin } = new URL(endpoint)
  return `default-src 'none'; script-src ${origin}; connect-src ${origin}; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char)
}
