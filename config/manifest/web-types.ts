/** As web-types, which JetBrains' editors read: https://github.com/JetBrains/web-types. */
import type { ElementDescription } from './describe.ts'
import type { Tagged } from './doc-comment.ts'

const SCHEMA = 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json'

/** `name` and `version` are those of the package. */
export const webTypes = (element: ElementDescription, { name, version }: { name: string; version: string }) => ({
  $schema: SCHEMA,
  ...{ name, version },
  'js-types-syntax': 'typescript',
  'description-markup': 'markdown',
  contributions: {
    html: {
      elements: [
        {
          name: element.tag,
          description: element.description,
          attributes: element.attributes.map(({ name, type, description, isFlag }) => ({
            ...{ name, description },
            value: isFlag ? { kind: 'no-value', type } : { type },
          })),
          slots: element.slots.map(named),
          js: {
            properties: [
              ...element.attributes.filter(({ property }) => property !== undefined),
              ...element.properties,
            ].map(({ name, type, description }) => ({ name, type, description })),
            events: element.events.map(({ name, type, description }) => ({ name, type, description })),
          },
          css: {
            parts: element.parts.map(named),
            properties: element.cssProperties.map((property) => ({
              ...named(property),
              ...(property.default && { values: [property.default] }),
            })),
          },
        },
      ],
    },
  },
})

const named = ({ name, description }: Tagged) => ({ name, description })
