/** As a custom elements manifest: https://github.com/webcomponents/custom-elements-manifest, version 2.1.0 of its schema. */
import type { ElementDescription } from './describe.ts'
import type { Tagged } from './doc-comment.ts'

const CLASS_FILE = 'dist/element.js'
const DEFINING_FILE = 'dist/index.js'

export function customElements(element: ElementDescription) {
  const { tag, className } = element
  const declaration = { name: className, module: CLASS_FILE }
  return {
    schemaVersion: '2.1.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: CLASS_FILE,
        declarations: [declarationOf(element)],
        exports: [{ kind: 'js', name: className, declaration }],
      },
      {
        kind: 'javascript-module',
        path: DEFINING_FILE,
        declarations: [],
        exports: [{ kind: 'custom-element-definition', name: tag, declaration }],
      },
    ],
  }
}

function declarationOf(element: ElementDescription) {
  const { attributes, properties, methods, events } = element
  return {
    kind: 'class',
    customElement: true,
    name: element.className,
    tagName: element.tag,
    description: element.description,
    superclass: { name: 'HTMLElement' },
    attributes: attributes.map(({ name, type, description, property }) => ({
      ...{ name, description, type: { text: type } },
      ...(property !== undefined && { fieldName: property }),
    })),
    members: [
      ...attributes.flatMap(({ name, type, description, property, isFlag }) =>
        property === undefined
          ? []
          : [
              {
                ...{ kind: 'field', name: property, description, attribute: name, reflects: true },
                type: { text: isFlag ? type : `${type} | null` },
              },
            ],
      ),
      ...properties.map(({ name, type, description, isReadonly }) => ({
        ...{ kind: 'field', name, description, type: { text: type } },
        ...(isReadonly && { readonly: true }),
      })),
      ...methods.map(({ name, returns, description }) => ({
        ...{ kind: 'method', name, description, return: { type: { text: returns } } },
      })),
    ],
    events: events.map(({ name, type, description }) => ({ name, description, type: { text: type } })),
    slots: element.slots.map(named),
    cssParts: element.parts.map(named),
    cssProperties: element.cssProperties.map((property) => ({
      ...named(property),
      ...(property.default && { default: property.default }),
    })),
  }
}

const named = ({ name, description }: Tagged) => ({ name, description })
