/** As Visual Studio Code's custom data, for HTML and for CSS: completions and words while a page is written. */
import type { ElementDescription } from './describe.ts'

const VERSION = 1.1

const markdown = (value: string) => ({ kind: 'markdown', value })

export const htmlData = ({ tag, description, attributes, events }: ElementDescription) => ({
  version: VERSION,
  tags: [
    {
      name: tag,
      description: markdown(
        [description, '', 'Events:', ...events.map((event) => `- \`${event.name}\`: ${event.description}`)].join('\n'),
      ),
      attributes: attributes.map(({ name, description, isFlag, values }) => ({
        ...{ name, description: markdown(description) },
        // `v`: it is there or not.
        ...(isFlag && { valueSet: 'v' }),
        ...(values.length > 0 && { values: values.map((value) => ({ name: value })) }),
      })),
    },
  ],
})

export const cssData = ({ parts, cssProperties }: ElementDescription) => ({
  version: VERSION,
  properties: cssProperties.map(({ name, description, default: fallback }) => ({
    ...{ name, description: markdown(description) },
    ...(fallback && { values: [{ name: fallback }] }),
  })),
  pseudoElements: parts.map(({ name, description }) => ({
    name: `::part(${name})`,
    description: markdown(description),
  })),
})
