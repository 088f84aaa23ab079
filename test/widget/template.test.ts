import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { html, nothing, render } from '../../src/widget/template.ts'

let place: HTMLElement

beforeEach(() => {
  place = document.body.appendChild(document.createElement('main'))
})

afterEach(() => place.remove())

/** What stands there, without the marks. */
const markup = () => place.innerHTML.replaceAll('<!---->', '')

describe('a template', () => {
  test.each([
    [
      'elements, static attributes and text',
      html`<p class="a b" hidden>one <b>two</b></p>`,
      '<p class="a b" hidden="">one <b>two</b></p>',
    ],
    ['elements without an end', html`<p><input name=f1 /><br>text</p>`, '<p><input name="f1"><br>text</p>'],
    ['a text, never markup', html`<p>${'<b>&amp;</b>'}</p>`, '<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>'],
    ['nothing, null and undefined', html`<p>${nothing}${null}${undefined}</p>`, '<p></p>'],
    ['a number', html`<p>${0}</p>`, '<p>0</p>'],
    ['another template', html`<p>${html`<b>${'x'}</b>`}</p>`, '<p><b>x</b></p>'],
    ['lists, of lists', html`<p>${['a', html`<b></b>`, ['c', nothing]]}</p>`, '<p>a<b></b>c</p>'],
    ['an attribute', html`<p title=${'a "b"'}></p>`, '<p title="a &quot;b&quot;"></p>'],
    ['an attribute of pieces', html`<p class="a ${'b'} c-${'d'}"></p>`, '<p class="a b c-d"></p>'],
    ['pieces without text between them', html`<p class="${'a'}${'b'}"></p>`, '<p class="ab"></p>'],
    ['no attribute for nothing', html`<p title=${nothing} lang=${null}></p>`, '<p></p>'],
    ['an empty attribute', html`<p title=${''}></p>`, '<p title=""></p>'],
    ['flags', html`<p ?hidden=${true} ?inert=${undefined}></p>`, '<p hidden=""></p>'],
    [
      'attributes of an object',
      html`<p ${{ title: 'a', lang: nothing, '?hidden': true }} id="x"></p>`,
      '<p id="x" title="a" hidden=""></p>',
    ],
  ])('can hold %s', (_, template, expected) => {
    render(template, place)
    expect(markup()).toBe(expected)
  })

  test('sets properties, and is heard by the newest of its listeners', () => {
    const heard: string[] = []
    const draw = (name: string) => render(html`<input .value=${name} @click=${() => heard.push(name)} />`, place)
    draw('first')
    draw('second')
    const input = place.querySelector('input')
    input?.click()
    expect(input?.value).toBe('second')
    expect(heard).toEqual(['second'])
  })

  test('stands behind what was there before', () => {
    place.innerHTML = '<a>before</a>'
    render(html`<b></b>`, place)
    expect(markup()).toBe('<a>before</a><b></b>')
  })
})

describe('drawing again', () => {
  const form = (...items: unknown[]) => html`<ul>${items}</ul>`

  test('keeps the nodes of the same template, and what the browser holds in them', () => {
    const draw = (title: string) => render(html`<p title=${title}><input />${title}</p>`, place)
    draw('a')
    const [p, input] = [place.querySelector('p'), place.querySelector('input')]
    if (input) input.value = 'typed'
    draw('b')
    expect([place.querySelector('p'), place.querySelector('input')]).toEqual([p, input])
    expect(p?.title).toBe('b')
    expect(input?.value).toBe('typed')
    expect(p?.textContent).toBe('b')
  })

  test('touches nothing that is as it was', async () => {
    const draw = () => render(form('a', html`<li title=${'t'} ${{ lang: 'en' }}>${'x'}</li>`, nothing), place)
    draw()
    const records: MutationRecord[] = []
    const observer = new MutationObserver((more) => records.push(...more))
    observer.observe(place, { subtree: true, childList: true, attributes: true, characterData: true })
    draw()
    records.push(...observer.takeRecords())
    expect(records).toEqual([])
  })

  test('a place changes its kind as often as it likes', () => {
    for (const [value, expected] of [
      ['text', 'text'],
      [html`<i></i>`, '<i></i>'],
      [['a', 'b', 'c'], 'abc'],
      [['a'], 'a'],
      [[], ''],
      ['text', 'text'],
      [nothing, ''],
      [html`<u></u>`, '<u></u>'],
      [html`<s></s>`, '<s></s>'],
    ] as const) {
      render(html`<p>${value}</p>`, place)
      expect(markup()).toBe(`<p>${expected}</p>`)
    }
  })

  test('a text that a translator has replaced is replaced in its turn', () => {
    const draw = (text: string) => render(html`<p><span>${text}</span></p>`, place)
    draw('one')
    const font = document.createElement('font')
    font.textContent = 'um'
    place.querySelector('span')?.lastChild?.previousSibling?.replaceWith(font)
    draw('one')
    expect(place.textContent).toBe('um')
    draw('two')
    expect(place.textContent).toBe('two')
  })
})

test('no string ever becomes markup: it works where Trusted Types are required and no policy is allowed', () => {
  const parse = vi.spyOn(Element.prototype, 'innerHTML', 'set')
  render(html`<p class=${'a'}>${html`<b>never seen before</b>`}</p>`, place)
  expect(parse).not.toHaveBeenCalled()
  parse.mockRestore()
})
