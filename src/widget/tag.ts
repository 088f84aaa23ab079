import { complain } from './complain.ts'

export const TAG = 'gatehouse-form'

/**
 * Whether the tag is ours, or can be: another version of this script may have come first, and its element serves this page as well.
 * With a foreign definition what stands inside the element stays visible.
 */
export function isOurs(): boolean {
  const present = customElements.get(TAG)
  const isForeign = !!present && !('endpoint' in present)
  if (isForeign) complain('another script has defined this tag')
  return !isForeign
}
