/**
 * Tells the page's tag manager of a submission that was accepted, where the element has the attribute `datalayer-event`:
 * its value is the event's name. Never an answer.
 */
export function pushToDataLayer(element: HTMLElement, form: string, submission: string): void {
  const event = element.getAttribute('datalayer-event')
  if (event === null) return
  const page = globalThis as { dataLayer?: object[] }
  try {
    page.dataLayer ??= []
    page.dataLayer.push({ event: event || 'generate_lead', form_id: form, submission_id: submission })
  } catch {
    // The layer is the page's, and so are its faults.
  }
}
