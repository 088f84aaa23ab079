/** Pages that note what goes wrong in them, under a policy that lets scripts of the nonce `page` run. */

/** Notes what a page or its policy complains of, from before the first script on. */
export const watched = (page: string) =>
  page.replace(
    '<title>',
    `<script nonce="page">complaints = []
addEventListener('error', (event) => complaints.push(event.message || 'not loaded: ' + event.target.src), true)
addEventListener('unhandledrejection', (event) => complaints.push(String(event.reason)))
addEventListener('securitypolicyviolation', (event) => complaints.push(event.violatedDirective + ' ' + event.blockedURI))
const { error } = console
console.error = (...words) => { complaints.push(words.join(' ')); error(...words) }
</script><title>`,
  )

/** Markup to paste, whose script comes when the test calls for it. */
export const instantPage = (markup: string) =>
  watched(`<!doctype html><html lang="pt-BR"><meta charset="utf-8"><title>Site</title><h1>Site</h1>
${markup.replace(/<script[^>]* src="([^"]+)"[^>]*><\/script>/, `<script nonce="page">bring = () => import('$1')</script>`)}`)
