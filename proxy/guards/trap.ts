/** The field that no person meets. Some that fill in forms for people find it all the same: it is a sign, no proof. */
import type { DoorGuard } from './guard.ts'
import { doubtful, PASS } from './verdict.ts'

export const trapGuard: DoorGuard = ({ submission: { proof } }) => (proof?.trap ? doubtful('trap-filled') : PASS)
