/** Where things are, relative to the proxy's public URL. Each by itself, so that a page gets only those that it uses. */

export const script = 'v1/form.js'
export const visit = 'v1/visit.js'
export const form = (id: string, locale: string, preview?: string | null) =>
  `v1/forms/${id}?locale=${locale}${preview ? `&preview=${preview}` : ''}`
export const submissions = (id: string) => `v1/forms/${id}/submissions`
export const embed = (id: string) => `v1/embed/${id}.js`
export const hosted = (id: string) => `f/${id}`
export const challenge = (id: string) => `v1/forms/${id}/challenge`
