/**
 * The few commands of WebDriver (https://www.w3.org/TR/webdriver2/) that a visitor needs, over whatever carries them:
 * HTTP for WebKit, Marionette's lines for Firefox. Fields are called by their names, selectors stay in here.
 */

/** Carries out one command and resolves with its value. Throws what the browser says of it. */
export interface Transport {
  send(command: Command, params: Readonly<Record<string, unknown>>): Promise<unknown>
  close(): Promise<void>
}

export type Command = keyof typeof COMMANDS

/** By command: how HTTP calls it, and how Marionette does. Parameters in braces stand in the path. */
export const COMMANDS = {
  newSession: ['POST /session', 'WebDriver:NewSession'],
  deleteSession: ['DELETE /session/{session}', 'WebDriver:DeleteSession'],
  navigate: ['POST /session/{session}/url', 'WebDriver:Navigate'],
  back: ['POST /session/{session}/back', 'WebDriver:Back'],
  refresh: ['POST /session/{session}/refresh', 'WebDriver:Refresh'],
  find: ['POST /session/{session}/element', 'WebDriver:FindElement'],
  shadowRoot: ['GET /session/{session}/element/{id}/shadow', 'WebDriver:GetShadowRoot'],
  findInShadow: ['POST /session/{session}/shadow/{shadowRoot}/element', 'WebDriver:FindElementFromShadowRoot'],
  click: ['POST /session/{session}/element/{id}/click', 'WebDriver:ElementClick'],
  clear: ['POST /session/{session}/element/{id}/clear', 'WebDriver:ElementClear'],
  sendKeys: ['POST /session/{session}/element/{id}/value', 'WebDriver:ElementSendKeys'],
  label: ['GET /session/{session}/element/{id}/computedlabel', 'WebDriver:GetComputedLabel'],
  execute: ['POST /session/{session}/execute/sync', 'WebDriver:ExecuteScript'],
} as const

export const KEYS = { enter: '\uE007', escape: '\uE00C' } as const

/** A visitor of a page with one form, in whichever browser. */
export interface Driver {
  open(url: string): Promise<void>
  back(): Promise<void>
  reload(): Promise<void>
  /** Types into what is called so, behind what stands there; `into` takes a part of the form, e.g. `input-email`. */
  type(part: string, text: string): Promise<void>
  clear(part: string): Promise<void>
  /** Clicks a part, or the choice of a field that has this value. */
  click(part: string, value?: string): Promise<void>
  /** What assistive technology calls it. */
  labelOf(part: string): Promise<string>
  /** The words that are seen of a part; undefined where it is not there. */
  words(part: string): Promise<string | undefined>
  /** Runs the body of a function in the page; `root` is where the form is drawn. */
  run<Value>(body: string): Promise<Value>
  close(): Promise<void>
}

export function createDriver(transport: Transport): Driver {
  const { send } = transport
  const idOf = (reference: unknown) => String(Object.values(reference as object)[0])

  async function find(part: string, value?: string): Promise<string> {
    const selector = `[part~="${part}"]${value === undefined ? '' : `[value="${value}"]`}`
    const host = idOf(await send('find', { using: 'css selector', value: 'gatehouse-form' }))
    const shadowRoot = idOf(await send('shadowRoot', { id: host }))
    return idOf(await send('findInShadow', { shadowRoot, using: 'css selector', value: selector }))
  }

  async function run<Value>(body: string): Promise<Value> {
    const root = `const root = document.querySelector('gatehouse-form')?.shadowRoot`
    return (await send('execute', { script: `${root}\n${body}`, args: [] })) as Value
  }

  return {
    open: async (url) => void (await send('navigate', { url })),
    back: async () => void (await send('back', {})),
    reload: async () => void (await send('refresh', {})),
    type: async (part, text) => void (await send('sendKeys', { id: await find(part), text })),
    clear: async (part) => void (await send('clear', { id: await find(part) })),
    click: async (part, value) => void (await send('click', { id: await find(part, value) })),
    labelOf: async (part) => String(await send('label', { id: await find(part) })),
    words: async (part) =>
      (await run<string | null>(`return root?.querySelector('[part~="${part}"]')?.innerText ?? null`)) ?? undefined,
    run,
    close: () => transport.close(),
  }
}
