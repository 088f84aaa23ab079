/** What Chromium tells assistive technology of a page: each thing with its role, name, description and states. */
import type { Page } from 'playwright'

export interface Told {
  readonly role: string
  readonly name: string
  readonly description: string
  readonly required?: unknown
  readonly invalid?: unknown
  readonly focused?: unknown
  readonly level?: unknown
  readonly modal?: unknown
  readonly live?: unknown
}

const STATES = ['required', 'invalid', 'focused', 'level', 'live', 'modal'] as const

/** In the order in which it is read. What is told of as plain text, or not at all, is left out. */
export async function told(page: Page): Promise<readonly Told[]> {
  const session = await page.context().newCDPSession(page)
  try {
    await session.send('Accessibility.enable')
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const byId = new Map(nodes.map((node) => [node.nodeId, node]))
    const inOrder: typeof nodes = []
    const walk = (node: (typeof nodes)[number]): void => {
      inOrder.push(node)
      for (const id of node.childIds ?? []) {
        const child = byId.get(id)
        if (child) walk(child)
      }
    }
    for (const node of nodes) if (node.parentId === undefined) walk(node)
    return inOrder
      .filter(({ ignored, role }) => !ignored && !/^(none|generic|InlineTextBox|LineBreak)$/.test(`${role?.value}`))
      .map(({ role, name, description, properties = [] }) => ({
        role: `${role?.value}`,
        name: `${name?.value ?? ''}`,
        description: `${description?.value ?? ''}`,
        ...Object.fromEntries(
          STATES.flatMap((state) => {
            const found = properties.find((each) => each.name === state)?.value.value
            return found === undefined || found === false || found === 'false' ? [] : [[state, found]]
          }),
        ),
      }))
  } finally {
    await session.detach()
  }
}

/** The first of that role and name. */
export const find = (all: readonly Told[], role: string, name: string | RegExp): Told => {
  const found = all.find(
    (each) => each.role === role && (typeof name === 'string' ? each.name === name : name.test(each.name)),
  )
  if (!found)
    throw new Error(`There is no ${role} ${name} among ${all.map((each) => `${each.role} "${each.name}"`).join(', ')}`)
  return found
}
