import { expect as expectPage, fixtureCleanup } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import type { PublicField, PublicForm } from '../../src/contract/form.ts'
import { ar } from '../../src/contract/strings/ar.ts'
import { ptBR } from '../../src/contract/strings/pt-BR.ts'
import '../../src/widget/index.ts'
import {
  carried,
  choose,
  drag,
  fieldOf,
  listOf,
  paste,
  picture,
  picturesOf,
  removersOf,
  saidOf,
  text,
} from '../support/files.ts'
import {
  buttonOf,
  controlOf,
  descriptionOf,
  errorOf,
  field,
  focused,
  formOf,
  one,
  type,
  until,
  visit,
} from '../support/visitor.ts'

const MB = 1e6
const uploads = { perFile: MB, perSubmission: 2 * MB, files: 3 }

const asking = (rest: Partial<PublicField> = {}, form: Partial<PublicForm> = {}) =>
  formOf([field('name'), field('cv', { type: 'file', label: 'CV', ...rest })], { uploads, ...form })

const several = { multiple: true }
const picker = () => visit(asking(several)).then(({ element }) => element)

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  fixtureCleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('what may be chosen is said before', () => {
  test('how large, how many and of which kinds', async () => {
    const { element } = await visit(asking({ ...several, accept: ['.pdf', 'image/*'] }))
    const said = descriptionOf(controlOf(element, 'cv')).replace(/[\u2068\u2069]/g, '')
    expect(said).toBe('Up to 1 MB each · Up to 3 files · Allowed: PDF and images')
    expect(controlOf(element, 'cv').accept).toBe('.pdf,image/*')
  })

  test('the help is read out with it', async () => {
    const { element } = await visit(asking({ help: 'Two pages at most' }))
    expect(descriptionOf(controlOf(element, 'cv'))).toBe('Up to 1 MB each | Two pages at most')
  })

  test.each([
    ['pt-BR', ptBR, 'Até 1,5 MB'],
    ['ar', ar, '1.5 م.ب'],
  ])('in %s, with its numbers', async (locale, strings, said) => {
    const limits = { ...uploads, perFile: 1.5 * MB }
    const { element } = await visit(
      asking({}, { locale, strings, uploads: limits, dir: locale === 'ar' ? 'rtl' : 'ltr' }),
    )
    const words = descriptionOf(controlOf(element, 'cv'))
    expect(words).toContain(said)
  })

  test('a form that says no limits claims none', async () => {
    const { uploads: _, ...form } = asking()
    const { element } = await visit(form)
    expect(descriptionOf(controlOf(element, 'cv'))).toBe('')
  })
})

describe('choosing', () => {
  test('the browser’s own chooser lists a file with its size, and says so', async () => {
    const { element } = await visit(asking())
    await userEvent.upload(controlOf(element, 'cv'), text('ana.txt', 2048))
    await element.updateComplete
    expect(listOf(element, 'cv')).toEqual(['ana.txt 2.1 kB'])
    expect(saidOf(element, 'cv')).toBe('ana.txt added')
    expect(element.answers).toEqual({ cv: ['ana.txt'] })
  })

  test('again adds to several, and never one twice', async () => {
    const element = await picker()
    const first = text('a.txt')
    await choose(element, 'cv', first)
    await choose(element, 'cv', text('b.txt'), first)
    expect(listOf(element, 'cv').map((line) => line.split(' ')[0])).toEqual(['a.txt', 'b.txt'])
    expect(saidOf(element, 'cv')).toBe('b.txt added')
  })

  test('again replaces the only one, also one of the same name', async () => {
    const { element } = await visit(asking())
    await choose(element, 'cv', text('a.txt', 1))
    await choose(element, 'cv', text('a.txt', 2))
    expect(listOf(element, 'cv')).toEqual(['a.txt 2 byte'])
    expect(controlOf(element, 'cv').files?.[0]?.size).toBe(2)
  })

  test('a chooser that is closed without a choice changes nothing', async () => {
    const element = await picker()
    await choose(element, 'cv', text('a.txt'))
    await choose(element, 'cv')
    expect(listOf(element, 'cv')).toHaveLength(1)
    expect(controlOf(element, 'cv').files).toHaveLength(1)
  })

  test('a name that looks like a pattern, or runs from right to left, is written as it is', async () => {
    const element = await picker()
    await choose(element, 'cv', text('$& {name} سيرة.pdf'))
    expect(listOf(element, 'cv')[0]).toContain('$& {name} سيرة.pdf')
    expect(saidOf(element, 'cv')).toBe('$& {name} سيرة.pdf added')
    expect(removersOf(element, 'cv')[0]?.getAttribute('aria-label')).toBe('Remove $& {name} سيرة.pdf')
  })

  test('starts the submission, once', async () => {
    const element = await picker()
    let starts = 0
    element.addEventListener('gatehouse-start', () => starts++)
    await choose(element, 'cv', text('a.txt'))
    await choose(element, 'cv', text('b.txt'))
    expect(starts).toBe(1)
  })
})

describe('dropping and pasting', () => {
  test('the whole field takes what is dropped, and shows that it would', async () => {
    const { element } = await visit(asking({ ...several, help: 'Two pages at most' }))
    const cv = fieldOf(element, 'cv')
    const help = cv.querySelector('[part~=help]') ?? cv
    const plain = getComputedStyle(one(element, '.pick')).borderColor
    const over = await drag(element, help, carried(text('a.txt')), ['dragover'])
    expect(over.defaultPrevented).toBe(true)
    expect(getComputedStyle(one(element, '.pick')).borderColor).not.toBe(plain)
    await drag(element, help, carried(text('a.txt'), text('b.txt')), ['drop'])
    expect(getComputedStyle(one(element, '.pick')).borderColor).toBe(plain)
    expect(listOf(element, 'cv')).toHaveLength(2)
    expect(element.answers.cv).toEqual(['a.txt', 'b.txt'])
  })

  test('what is carried away again leaves no mark', async () => {
    const element = await picker()
    const cv = fieldOf(element, 'cv')
    await drag(element, cv, carried(text('a.txt')), ['dragover', 'dragleave'])
    expect(cv.hasAttribute('data-over')).toBe(false)
    expect(listOf(element, 'cv')).toEqual([])
  })

  test('a file that misses the field does not take the page away', async () => {
    const element = await picker()
    const event = await drag(element, controlOf(element, 'name'), carried(text('a.txt')))
    expect(event.defaultPrevented).toBe(true)
    expect(listOf(element, 'cv')).toEqual([])
  })

  test('text is dragged as ever', async () => {
    const element = await picker()
    const words = new DataTransfer()
    words.setData('text/plain', 'Ana')
    expect((await drag(element, fieldOf(element, 'cv'), words, ['dragover'])).defaultPrevented).toBe(false)
  })

  test('an image is pasted where the focus is; words elsewhere are left alone', async () => {
    const element = await picker()
    await paste(element, controlOf(element, 'cv'), carried(await picture('image.png')))
    expect(element.answers.cv).toEqual(['image.png'])
    await paste(element, controlOf(element, 'name'), carried(text('b.txt')))
    expect(element.answers.cv).toEqual(['image.png'])
  })
})

describe('taking away', () => {
  test('by the keyboard alone, and the focus is never lost', async () => {
    const element = await picker()
    await choose(element, 'cv', text('a.txt'), text('b.txt'), text('c.txt'))
    controlOf(element, 'cv').focus()
    await userEvent.keyboard('{Tab}{Tab}')
    expect(focused(element)).toBe(removersOf(element, 'cv')[1])
    await userEvent.keyboard('{Enter}')
    await until(() => removersOf(element, 'cv').length === 2)
    expect(focused(element)?.getAttribute('aria-label')).toBe('Remove c.txt')
    expect(saidOf(element, 'cv')).toBe('b.txt removed')
    await userEvent.keyboard(' ')
    await until(() => removersOf(element, 'cv').length === 1)
    await until(() => focused(element)?.getAttribute('aria-label') === 'Remove a.txt')
    await userEvent.keyboard('{Enter}')
    await until(() => focused(element) === controlOf(element, 'cv'))
    expect(element.answers.cv).toEqual([])
    expect(controlOf(element, 'cv').files).toHaveLength(0)
  })

  test('one that was taken away can be chosen again', async () => {
    const element = await picker()
    const file = text('a.txt')
    await choose(element, 'cv', file)
    removersOf(element, 'cv')[0]?.click()
    await element.updateComplete
    await choose(element, 'cv', file)
    expect(element.answers.cv).toEqual(['a.txt'])
  })
})

describe('what is wrong is said at once', () => {
  test.each([
    ['too large', {}, [text('a.txt', MB + 1)], 'a.txt: this file is too large'],
    ['of another kind', { accept: ['.pdf', 'image/*'] }, [text('a.txt')], 'a.txt: this kind of file cannot be sent'],
    ['too many', several, ['a', 'b', 'c', 'd'].map((name) => text(name)), 'CV: too many files'],
    ['two for one', {}, [text('a.txt'), text('b.txt')], 'CV: too many files'],
    ['the bad one among several', several, [text('a.txt'), text('b.txt', MB + 1)], 'b.txt: this file is too large'],
    ['too large together', several, ['a', 'b', 'c'].map((name) => text(name, MB)), 'CV: this file is too large'],
    [
      'empty',
      {},
      [text('a.txt', 0)],
      'a.txt: a file is empty, or has changed since it was chosen; please choose it again',
    ],
  ])('%s', async (_, rest, files, error) => {
    const { element } = await visit(asking(rest))
    await choose(element, 'cv', ...files)
    expect(errorOf(element, 'cv')?.trim()).toBe(error)
    expect(saidOf(element, 'cv')).toContain(error)
    expect(controlOf(element, 'cv').getAttribute('aria-invalid')).toBe('true')
    expect(descriptionOf(controlOf(element, 'cv'))).toContain(error)
    await element.submit()
    expect(element.state).toBe('ready')
    expect(focused(element)?.className).toContain('summary')
    for (let left = files.length; left; left--) {
      removersOf(element, 'cv')[0]?.click()
      await element.updateComplete
    }
    expect(errorOf(element, 'cv')).toBeUndefined()
  })

  test('a size that is shown is never smaller than it is', async () => {
    const { element } = await visit(asking())
    await choose(element, 'cv', text('a.txt', MB + 1))
    expect(listOf(element, 'cv')).toEqual(['a.txt 1.1 MB'])
  })

  test('a required one is asked for when it is sent, and the summary leads to its button', async () => {
    const { element } = await visit(asking({ required: true }))
    await choose(element, 'cv', text('a.txt'))
    removersOf(element, 'cv')[0]?.click()
    await element.updateComplete
    expect(errorOf(element, 'cv')).toBeUndefined()
    await element.submit()
    expect(errorOf(element, 'cv')).toContain('CV: please fill this in')
    one(element, '.summary a').click()
    await until(() => focused(element) === controlOf(element, 'cv'))
  })
})

describe('pictures', () => {
  test('are shown small, each beside its own name, whatever is taken away', async () => {
    const element = await picker()
    await choose(element, 'cv', await picture('wide.png', 400, 20), text('b.txt'), await picture('high.png', 20, 400))
    const [wide, high] = await picturesOf(element, 'cv', 2)
    expect((wide?.width ?? 0) > (wide?.height ?? 0)).toBe(true)
    expect((high?.width ?? 0) < (high?.height ?? 0)).toBe(true)
    removersOf(element, 'cv')[0]?.click()
    await element.updateComplete
    await until(() => listOf(element, 'cv').length === 2)
    const [left] = await picturesOf(element, 'cv', 1)
    expect(left?.closest('li')?.textContent).toContain('high.png')
    expect((left?.width ?? 0) < (left?.height ?? 0)).toBe(true)
  })

  test('what only says that it is one is listed without', async () => {
    const element = await picker()
    await choose(element, 'cv', text('a.png', 10, 'image/png'), await picture('b.png'))
    const [only] = await picturesOf(element, 'cv', 1)
    expect(only?.closest('li')?.textContent).toContain('b.png')
  })

  test('leave no address behind', async () => {
    const made = vi.spyOn(URL, 'createObjectURL')
    const element = await picker()
    await choose(element, 'cv', await picture('a.png'))
    await picturesOf(element, 'cv', 1)
    expect(made).not.toHaveBeenCalled()
  })

  test('take no room: the list does not move when they come', async () => {
    const element = await picker()
    await choose(element, 'cv', await picture('a.png'))
    const before = one(element, 'li').getBoundingClientRect().height
    await picturesOf(element, 'cv', 1)
    expect(one(element, 'li').getBoundingClientRect().height).toBe(before)
  })
})

describe('kept', () => {
  const stepped = formOf([field('cv', { type: 'file', ...several }), field('name')], {
    uploads,
    steps: [{ fields: ['cv'] }, { fields: ['name'] }],
  })

  test('from step to step, and not announced again', async () => {
    const { element } = await visit(stepped)
    await choose(element, 'cv', text('a.txt'))
    await element.submit()
    await until(() => !element.root.querySelector('[type=file]'))
    one(element, '[part=back]').click()
    await until(() => !!element.root.querySelector('[type=file]'))
    expect(listOf(element, 'cv')).toEqual(['a.txt 10 byte'])
    expect(controlOf(element, 'cv').files).toHaveLength(1)
    expect(saidOf(element, 'cv')).toBe('a.txt added')
  })

  test('not in the draft: nothing of a file is stored', async () => {
    const element = await picker()
    await choose(element, 'cv', text('a.txt'))
    await type(element, 'name', 'Ana')
    const kept = Object.values({ ...sessionStorage }).join()
    expect(kept).toContain('Ana')
    expect(kept).not.toContain('a.txt')
  })

  test('until it is started over', async () => {
    const element = await picker()
    await choose(element, 'cv', text('a.txt'))
    element.reset()
    await element.updateComplete
    expect(listOf(element, 'cv')).toEqual([])
    expect(controlOf(element, 'cv').files).toHaveLength(0)
  })
})

describe('names without their files', () => {
  test('which the page gave back after it was started over, are sent as none', async () => {
    const { element, network } = await visit(asking())
    await choose(element, 'cv', text('a.txt'))
    await type(element, 'name', 'Ana')
    const { answers } = element
    element.reset()
    element.answers = answers
    await element.submit()
    expect([errorOf(element, 'cv'), element.state]).toEqual([undefined, 'accepted'])
    expect(network.posts[0]?.sent.answers).toEqual({ name: 'Ana' })
  })

  test.each([['a.txt'], [['a.txt']], [[]], [true]])(
    'as %j that the page made up, are asked for where one is required',
    async (cv) => {
      const { element, network } = await visit(asking({ required: true }))
      element.answers = { name: 'Ana', cv }
      await element.submit()
      expect(errorOf(element, 'cv')).toContain('CV: please fill this in')
      await choose(element, 'cv', text('a.txt'))
      expect(errorOf(element, 'cv')).toBeUndefined()
      expect(network.posts).toEqual([])
    },
  )
})

describe('for everybody', () => {
  const STATES: Record<string, (form: PublicForm) => Promise<void>> = {
    empty: async (form) => void (await visit(form)),
    chosen: async (form) => {
      const { element } = await visit(form)
      await choose(element, 'cv', await picture('a.png'), text('b.txt'))
      await picturesOf(element, 'cv', 1)
    },
    wrong: async (form) => {
      const { element } = await visit(form)
      await choose(element, 'cv', text('a.txt', MB + 1))
      await element.submit()
    },
    sending: async (form) => {
      vi.stubGlobal('XMLHttpRequest', Line)
      const { element } = await visit(form)
      await choose(element, 'cv', text('a.txt'))
      void element.submit()
      await until(() => !!element.root.querySelector('progress'))
    },
  }
  const LOOKS = [
    ['light', asking({ ...several, help: 'Two pages' }), () => {}],
    [
      'dark',
      asking(several),
      () => document.documentElement.setAttribute('style', 'color-scheme: dark; background: #111; color: #eee'),
    ],
    ['right to left', asking(several, { dir: 'rtl', locale: 'ar', strings: ar }), () => {}],
  ] as const

  afterEach(() => document.documentElement.removeAttribute('style'))

  test.each(LOOKS.flatMap((look) => Object.keys(STATES).map((state) => [look[0], state, look] as const)))(
    'axe finds nothing, %s, %s',
    async (_, state, [, form, dress]) => {
      dress()
      await STATES[state]?.(form)
      await expectPage(document.querySelector('gatehouse-form')).to.be.accessible()
    },
  )

  test('in 320 px nothing sticks out, and all that is hit is large enough', async () => {
    const element = await picker()
    const box = element.parentElement ?? element
    box.style.width = '288px'
    await choose(element, 'cv', text(`${'long'.repeat(40)}.txt`), text('b.txt'))
    expect(element.scrollWidth).toBeLessThanOrEqual(288)
    const edge = element.getBoundingClientRect().right
    for (const button of [one(element, '.choose'), ...removersOf(element, 'cv')]) {
      const { width, height, right } = button.getBoundingClientRect()
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44)
      expect(right).toBeLessThanOrEqual(edge)
    }
  })

  test('the button shows the focus of the input on it, and what is hit is the input', async () => {
    const element = await picker()
    const button = one(element, '.choose')
    const width = () => getComputedStyle(button).outlineStyle
    expect(width()).toBe('none')
    controlOf(element, 'name').focus()
    await userEvent.keyboard('{Tab}')
    expect(focused(element)).toBe(controlOf(element, 'cv'))
    expect(width()).toBe('solid')
    button.scrollIntoView()
    const { left, top, width: wide, height } = button.getBoundingClientRect()
    for (const [x, y] of [
      [2, 2],
      [wide - 2, height - 2],
      [wide / 2, height / 2],
    ] as const) {
      expect((element.root as ShadowRoot).elementFromPoint(left + x, top + y)).toBe(controlOf(element, 'cv'))
    }
  })

  test('in forced colours the drop zone and the button keep their edges', async () => {
    await cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] })
    try {
      const element = await picker()
      expect(matchMedia('(forced-colors: active)').matches).toBe(true)
      for (const selector of ['.pick', '.choose']) {
        expect(getComputedStyle(one(element, selector)).borderTopColor).not.toMatch(/transparent|^rgba.*, 0\)/)
      }
    } finally {
      await cdp().send('Emulation.setEmulatedMedia', { features: [] })
    }
  })

  test('in the page itself it looks the same', async () => {
    const element = await picker()
    await choose(element, 'cv', text('a.txt'))
    const shadow = one(element, '[part=file]').getBoundingClientRect().height
    element.remove()
    const light = document.createElement('gatehouse-form')
    light.setAttribute('shadow', 'none')
    light.preloaded = asking(several)
    document.body.append(light)
    await until(() => !!light.root?.querySelector('.choose'))
    await choose(light, 'cv', text('a.txt'))
    expect(one(light, '[part=file]').getBoundingClientRect().height).toBe(shadow)
    light.remove()
  })
})

describe('on their way', () => {
  test('how far they are is said in words and as a bar, above the button', async () => {
    vi.stubGlobal('XMLHttpRequest', Line)
    const element = await picker()
    await choose(element, 'cv', text('a.txt'))
    void element.submit()
    await until(() => !!element.root.querySelector('progress'))
    expect(one<HTMLProgressElement>(element, 'progress').value).toBe(0.419)
    expect(one(element, '.upload').innerText.trim()).toBe('Sending files: 41%')
    const [bar, button] = [one(element, '.upload'), buttonOf(element)]
    expect(bar.getBoundingClientRect().bottom).toBeLessThanOrEqual(button.getBoundingClientRect().top)
  })

  test('what is chosen meanwhile is not taken', async () => {
    vi.stubGlobal('XMLHttpRequest', Line)
    const element = await picker()
    await choose(element, 'cv', text('a.txt'))
    void element.submit()
    await until(() => !!element.root.querySelector('progress'))
    await choose(element, 'cv', text('b.txt'))
    removersOf(element, 'cv')[0]?.click()
    await element.updateComplete
    expect(listOf(element, 'cv')).toEqual(['a.txt 10 byte'])
    expect(controlOf(element, 'cv').files).toHaveLength(1)
    expect(saidOf(element, 'cv')).toBe('a.txt added')
  })

  test('what stands before the proxy and takes no more is not asked again', async () => {
    class Gate extends DeadLine {
      override readonly status: number = 413
      override readonly responseText: string = '<html>Request Entity Too Large</html>'
      getResponseHeader = () => null
    }
    vi.stubGlobal('XMLHttpRequest', Gate)
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { element } = await visit(asking())
    await choose(element, 'cv', text('a.txt'))
    await element.submit()
    expect(element.state).toBe('refused')
  })

  test('another file of the same name takes back what still waits to be sent', async () => {
    vi.stubGlobal('XMLHttpRequest', DeadLine)
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const { element } = await visit(asking())
    await choose(element, 'cv', text('a.txt', 1))
    void element.submit()
    await until(() => element.state === 'waiting')
    await choose(element, 'cv', text('a.txt', 2))
    expect(element.state).toBe('failed')
    expect(controlOf(element, 'cv').files?.[0]?.size).toBe(2)
  })
})

test('in a dialog they are dropped as in the page', async () => {
  const element = document.createElement('gatehouse-form')
  element.preloaded = asking(several)
  element.display = 'dialog'
  element.open = true
  document.body.append(element)
  await until(() => !!element.root?.querySelector('dialog .pick'))
  await drag(element, fieldOf(element, 'cv'), carried(text('a.txt')))
  expect(listOf(element, 'cv')).toEqual(['a.txt 10 byte'])
  await expectPage(element).to.be.accessible()
  element.remove()
})

/** A line to the proxy on which a part of the body has left, and nothing more happens. */
class Line {
  readonly upload: { onprogress?: (event: object) => void } = {}
  open(): void {}
  abort(): void {}
  send(): void {
    setTimeout(() => this.upload.onprogress?.({ loaded: 419, total: 1000 }))
  }
}

/** One that is cut at once. */
class DeadLine {
  readonly upload = {}
  readonly status: number = 0
  readonly responseText: string = ''
  onloadend = () => {}
  open(): void {}
  abort(): void {}
  send(): void {
    setTimeout(() => this.onloadend())
  }
}
