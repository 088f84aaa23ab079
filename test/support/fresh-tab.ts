/** To the browser many test files are one tab: what a form keeps in it for a reload would be there in the next file. */
import { beforeEach } from 'vitest'

beforeEach(() => sessionStorage.clear())
