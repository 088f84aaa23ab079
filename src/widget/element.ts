/**
 * The element's class and what it is used with, for those who register it themselves. Loading this changes nothing in the
 * page, and a class that was not registered here has no proxy until `endpoint` says which.
 */
export type {
  Answer,
  Answers,
  Condition,
  FieldFormat,
  FieldType,
  Issue,
  IssueCode,
  Option,
  PublicField,
  PublicForm,
} from '../contract/form.ts'
export type { ProblemCode } from '../contract/wire.ts'
export type {
  AcceptedEvent,
  BeforeSubmitEvent,
  CloseEvent,
  FormEventMap,
  InvalidEvent,
  LoadErrorEvent,
  LoadEvent,
  Reason,
  ShowEvent,
  StartEvent,
  StepEvent,
  SubmitErrorEvent,
} from './events.ts'
export { FormEvent } from './events.ts'
export type { FormState } from './gatehouse-form.ts'
export { GatehouseForm } from './gatehouse-form.ts'
