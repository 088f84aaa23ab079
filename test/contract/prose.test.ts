import { describe, expect, test } from 'vitest'
import { isLink } from '../../src/contract/prose.ts'

// C8, C9: an address that some reader takes for another one is none.
describe('a link in prose', () => {
  test.each([
    'https://example.com',
    'https://example.com/privacy?a=1&b=%C3%A3#top',
    'https://xn--exmple-cua.com:8443/(a)',
    'https://[2001:db8::1]/',
    'mailto:ana+site@example.com?subject=Ol%C3%A1',
    'tel:+55-11-99999-8888',
  ])('may lead to %s', (href) => {
    expect(isLink(href)).toBe(true)
  })

  test.each([
    undefined,
    '',
    '/privacy',
    '//evil.example',
    '\\\\evil.example',
    '\\evil.example',
    'http://example.com',
    'https:example.com',
    'https:/example.com',
    'https:///example.com',
    'https:\\\\example.com',
    'https://example.com\\@evil.example',
    'HTTPS://example.com',
    'ftp://example.com',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    ' javascript:alert(1)',
    'javascript&colon;alert(1)',
    '&#106;avascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://example.com/x',
    'file:///etc/passwd',
    'intent://x',
    'https://example.com/" onclick="x',
    "https://example.com/' onclick='x",
    'https://example.com/<script>',
    'https://example.com/a b',
    'https://example.com/\n',
    'https://example.com/`x`',
    'https://example.com/\u202e',
    'https://exämple.com/',
    'mailto: ana@example.com',
    'tel:javascript:alert(1)',
  ])('may not lead to %j', (href) => {
    expect(isLink(href)).toBe(false)
  })
})
