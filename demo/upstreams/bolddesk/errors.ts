/** How BoldDesk says no. */

import type { Reply } from '../faults.ts'
import type { Switches } from './switches.ts'

export const ERROR_TYPES = [
  'UnknownError',
  'NotExist',
  'AlreadyExists',
  'FieldRequired',
  'InvalidValue',
  'LengthExceeds',
  'NoChangeFound',
  'NotAllowed',
  'FileSizeLarge',
  'FileExtensionInvalid',
  'Unauthorized',
  'AccessDenied',
  'NotFound',
  'UnsupportedMediaType',
  'APICallQuotaExceeded',
] as const

export interface Complaint {
  /** Empty where it is about none. */
  readonly field: string
  readonly errorMessage: string
  readonly errorType: (typeof ERROR_TYPES)[number]
}

type Shape = Pick<Switches, 'errorShape' | 'errorType'>

export function refusal(shape: Shape, status: number, message: string, complaints: readonly Complaint[]): Reply {
  if (shape.errorShape === 'problem-details') {
    const errors = Object.fromEntries(
      complaints.map(({ field }) => [
        field,
        complaints.filter((other) => other.field === field).map(({ errorMessage }) => errorMessage),
      ]),
    )
    return { status, json: { type: 'about:blank', title: message, status, detail: message, errors } }
  }
  const errors = complaints.map(({ errorType, ...rest }) => ({
    ...rest,
    errorType: shape.errorType === 'text' ? errorType : ERROR_TYPES.indexOf(errorType),
  }))
  return { status, json: { message, statusCode: status, errors: errors.length > 0 ? errors : null } }
}

export function invalid(shape: Shape, complaints: readonly Complaint[]): Reply {
  return refusal(shape, 400, 'Validation Failed', complaints)
}

export function notFound(shape: Shape, message = 'The requested resource was not found.'): Reply {
  return refusal(shape, 404, message, [{ field: '', errorMessage: message, errorType: 'NotFound' }])
}
