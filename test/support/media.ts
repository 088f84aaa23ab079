import { cdp } from 'vitest/browser'

/** What the visitor asked of the browser, in the words of media queries; nothing more than that. The page goes along with it. */
export async function media(asked: Readonly<Record<string, string>>): Promise<void> {
  const features = Object.entries(asked).map(([name, value]) => ({ name, value }))
  await cdp().send('Emulation.setEmulatedMedia', { features })
  document.documentElement.style.colorScheme = features.length ? 'light dark' : ''
}
