/**
 * `<gatehouse-form>` in JSX, for React 19, which sets properties and listens to events of custom elements by itself:
 * `<gatehouse-form form="contact" ongatehouse-accepted={(event) => …} />`. Types only.
 */
import type { ClassAttributes, HTMLAttributes } from 'react'
import type { FormEventMap, GatehouseForm } from '../widget/element.ts'
import type { Attributes, Properties } from './attributes.ts'

type Listeners = { readonly [Name in keyof FormEventMap as `on${Name}`]?: (event: FormEventMap[Name]) => void }

export type GatehouseFormProps = Omit<HTMLAttributes<GatehouseForm>, keyof Attributes> &
  ClassAttributes<GatehouseForm> &
  Attributes &
  Properties &
  Listeners

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'gatehouse-form': GatehouseFormProps
    }
  }
}
