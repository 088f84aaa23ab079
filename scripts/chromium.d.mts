export function findChromium(env?: Readonly<Record<string, string | undefined>>): Promise<string | undefined>
export const CHROMIUM_ARGS: readonly string[]
