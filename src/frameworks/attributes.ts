/** What a framework's templates know of `<gatehouse-form>`: all of it follows from the element's class. */
import type { GatehouseForm } from '../widget/element.ts'

/** Every attribute; those of the element that are flags take a boolean. */
export type Attributes = {
  readonly [Name in (typeof GatehouseForm.observedAttributes)[number]]?: Name extends keyof GatehouseForm
    ? Exclude<GatehouseForm[Name], null>
    : string
}

/** What is set as a property, since it is no text. */
export type Properties = Partial<Pick<GatehouseForm, 'answers' | 'preloaded'>>
