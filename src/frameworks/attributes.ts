/** What a framework's templates know of `<gatehouse-form>`: all of it follows from the element's class. */
import type { Answers, GatehouseForm } from '../widget/element.ts'

/** Every attribute; those of the element that are flags take a boolean. A template may leave each open. */
export type Attributes = {
  readonly [Name in (typeof GatehouseForm.observedAttributes)[number]]?:
    | (Name extends keyof GatehouseForm ? Exclude<GatehouseForm[Name], null> : string)
    | undefined
}

/** What is set as a property, since it is no text. No answers leave those that are there. */
export type Properties = Partial<Pick<GatehouseForm, 'preloaded'>> & { readonly answers?: Answers | null | undefined }
