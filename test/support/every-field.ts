/** A form with every type of field, as people of two languages meet it, and pages that hold it. */

const both = (en: string, ar: string) => `{ en: "${en}", ar: "${ar}" }`

const HEAD = `connection: desk
entity: ticket
sites: [SITE]
locale: en
title: ${both('Ask for an estimate', 'اطلب عرض سعر')}
requester: { name: name, email: email }
subject: Site
priority: Normal
`

const FIELDS = `fields:
  - { name: intro, type: text-block, label: ${both('We answer within a day.', 'نرد خلال يوم واحد.')} }
  - { name: name, to: false, label: ${both('Your name', 'اسمك')}, required: true, autocomplete: name, width: half }
  - { name: email, to: false, type: email, label: ${both('Email', 'البريد الإلكتروني')}, help: ${both('Where our answer goes', 'حيث نرسل ردنا')}, required: true, width: half }
  - { name: phone, to: false, type: tel, label: ${both('Phone', 'الهاتف')}, country: BR }
  - { name: site, to: false, type: url, label: ${both('Web site', 'الموقع')}, placeholder: https://example.com }
  - { name: cpf, to: false, label: CPF, format: cpf }
  - { name: bill, to: false, type: number, label: ${both('Monthly bill', 'الفاتورة الشهرية')}, min: 50 }
  - { name: day, to: false, type: date, label: ${both('Best day', 'أفضل يوم')} }
  - { name: hour, to: false, type: time, label: ${both('Best hour', 'أفضل ساعة')} }
  - { name: visit, to: false, type: datetime-local, timeZone: UTC, label: ${both('Last visit', 'آخر زيارة')} }
  - { name: part, to: false, type: select, label: ${both('Part', 'القسم')}, options: [Roof, Wall], required: true }
  - { name: size, to: false, type: radio, label: ${both('Size', 'الحجم')}, options: [Small, Large], required: true, help: ${both('You can change it later', 'يمكنك تغييره لاحقًا')} }
  - { name: extras, to: false, type: checkboxes, label: ${both('Extras', 'إضافات')}, options: [Battery, Charger] }
  - { name: story, to: description, type: textarea, label: ${both('Tell us more', 'أخبرنا بالمزيد')}, required: true, maxLength: 400 }
  - { name: photos, type: file, label: ${both('Photographs', 'صور')}, accept: [image/*, .pdf], multiple: true }
`

const STEPS = `steps:
  - { title: ${both('You', 'أنت')}, fields: [intro, name, email, phone, site, cpf] }
  - { title: ${both('Your roof', 'سقفك')}, fields: [bill, day, hour, visit, part, size, extras, story, photos] }
`

const FOOT = `consent: { text: ${both('You may write to me about this', 'يمكنكم مراسلتي بشأن هذا')}, required: true }
success: { message: ${both('We have it. Your number: {reference}', 'وصلنا. رقمك: {reference}')} }
`

export const EVERY_FIELD: Readonly<Record<string, string>> = {
  every: `id: every\n${HEAD}${FIELDS}${FOOT}`,
  stepped: `id: stepped\n${HEAD}${FIELDS}${STEPS}${FOOT}`,
  closed: `id: closed\n${HEAD}${FIELDS}${FOOT}closes: "2020-01-01T00:00:00Z"\n`,
}

interface Embed {
  readonly form: string
  readonly lang?: 'en' | 'ar'
  readonly attributes?: string
}

/** A page as a careful site has it, so that what is found wrong on it is the form's. It follows the visitor's scheme. */
const pageWith = ({ form, lang = 'en', attributes = '' }: Embed) => `<!doctype html>
<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Site</title>
<style>:root { color-scheme: light dark; font: 16px/1.5 sans-serif } body { margin: 1em }</style>
<main><h1>Site</h1><p><a id="before" href="#before">Before</a> <button id="opener">Open</button></p>
<gatehouse-form form="${form}" ${attributes}><a href="PROXY/f/${form}">Open the form</a></gatehouse-form>
<p><a id="after" href="#after">After</a></p></main>
<script type="module" src="PROXY/v1/form.js"></script></html>`

export const PAGES: Readonly<Record<string, string>> = {
  '/every': pageWith({ form: 'every' }),
  '/every-ar': pageWith({ form: 'every', lang: 'ar' }),
  '/light-dom': pageWith({ form: 'every', attributes: 'shadow="none"' }),
  '/stepped': pageWith({ form: 'stepped' }),
  '/stepped-ar': pageWith({ form: 'stepped', lang: 'ar' }),
  '/dialog': pageWith({ form: 'every', attributes: 'display="dialog" trigger="#opener"' }),
  '/dialog-ar': pageWith({ form: 'every', lang: 'ar', attributes: 'display="dialog" trigger="#opener"' }),
  '/closed': pageWith({ form: 'closed' }),
  '/closed-ar': pageWith({ form: 'closed', lang: 'ar' }),
  '/missing': pageWith({ form: 'missing' }),
}
