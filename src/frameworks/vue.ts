/**
 * `<gatehouse-form>` in Vue's templates: `<gatehouse-form form="contact" @gatehouse-accepted="…" />`. Types only; tell
 * Vue's compiler that the tag is an element: `isCustomElement: (tag) => tag === 'gatehouse-form'`.
 */
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue'
import type { FormEventMap, GatehouseForm } from '../widget/element.ts'
import type { Attributes, Properties } from './attributes.ts'

type Emits = { readonly [Name in keyof FormEventMap]: (event: FormEventMap[Name]) => void }

export type GatehouseFormProps = Omit<HTMLAttributes, keyof Attributes> & PublicProps & Attributes & Properties

declare module 'vue' {
  interface GlobalComponents {
    'gatehouse-form': new () => GatehouseForm & { readonly $props: GatehouseFormProps; readonly $emit: EmitFn<Emits> }
  }
}
