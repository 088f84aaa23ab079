import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import type { FieldFormat } from '../../src/contract/form.ts'
import '../../src/widget/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import type { Network } from '../support/visitor.ts'
import { controlOf, field, formOf, until, visit } from '../support/visitor.ts'

let network: Network

afterEach(() => {
  network.restore()
  fixtureCleanup()
})

/** A form that asks for one number, with the caret in it. */
async function asked(format: FieldFormat, rest = {}) {
  const visited = await visit(formOf([field('number', { format, ...rest })]))
  network = visited.network
  const control = controlOf(visited.element, 'number')
  control.focus()
  return { ...visited, control }
}

/** What stands in it, with the caret as `|`, or both ends of what is selected. */
function seen({ value, selectionStart, selectionEnd }: HTMLInputElement): string {
  const [start, end] = [selectionStart ?? 0, selectionEnd ?? 0]
  return start === end
    ? `${value.slice(0, start)}|${value.slice(start)}`
    : `${value.slice(0, start)}[${value.slice(start, end)}]${value.slice(end)}`
}

const press = (keys: string) => userEvent.keyboard(keys)

async function sent(element: GatehouseForm) {
  await element.submit()
  return { answers: network.posts[0]?.sent.answers, issues: element.root.querySelectorAll('[part~="error"]').length }
}

describe('while it is typed', () => {
  test.each([
    ['cpf', '52998224725', '529.982.247-25'],
    ['cnpj', '11222333000181', '11.222.333/0001-81'],
    ['cnpj', '12abc34501de35', '12.ABC.345/01DE-35'],
    ['cep', '01310100', '01310-100'],
  ] as const)('%s: %s reads %s', async (format, typed, read) => {
    const { control } = await asked(format)
    await press(typed)
    expect(seen(control)).toBe(`${read}|`)
  })

  test('each character is followed by no mark that it does not need yet', async () => {
    const { control } = await asked('cpf')
    const steps: string[] = []
    for (const digit of '5299822') {
      await press(digit)
      steps.push(control.value)
    }
    expect(steps).toEqual(['5', '52', '529', '529.9', '529.98', '529.982', '529.982.2'])
  })

  test('marks may be typed too, and stay where they are right', async () => {
    const { control } = await asked('cpf')
    await press('529.')
    expect(seen(control)).toBe('529.|')
    await press('982.247-25')
    expect(seen(control)).toBe('529.982.247-25|')
  })

  test.each([
    ['letters of a CPF', 'cpf', '12a', '12a|'],
    ['more digits than there is room for', 'cep', '013101001', '01310-1001|'],
    ['a letter where a CNPJ has check digits', 'cnpj', '11222333000A', '11.222.333/000A|'],
  ] as const)('%s are left as they were typed', async (_, format, typed, read) => {
    const { control } = await asked(format)
    await press(typed)
    expect(seen(control)).toBe(read)
  })
})

describe('in the middle of what stands there', () => {
  /** A CPF with the caret behind so many characters of its text. */
  async function standing(caret: number, typed = '529982247') {
    const { control } = await asked('cpf')
    await press(typed)
    control.setSelectionRange(caret, caret)
    return control
  }

  test('a digit is put in where the caret is, which stays behind it', async () => {
    const control = await standing(3)
    await press('0')
    expect(seen(control)).toBe('529.0|98.224-7')
    await press('1')
    expect(seen(control)).toBe('529.01|9.822-47')
  })

  test('backspace takes the digits one by one and passes the marks', async () => {
    const control = await standing(8)
    const states: string[] = []
    for (let count = 0; count < 6; count++) {
      await press('{Backspace}')
      states.push(seen(control))
    }
    expect(states).toEqual(['529.982|.247', '529.98|2.47', '529.9|24.7', '529|.247', '52|2.47', '5|24.7'])
  })

  test('delete takes the digits one by one and passes the marks', async () => {
    const control = await standing(2)
    const states: string[] = []
    for (let count = 0; count < 2; count++) {
      await press('{Delete}')
      states.push(seen(control))
    }
    control.setSelectionRange(3, 3)
    for (let count = 0; count < 2; count++) {
      await press('{Delete}')
      states.push(seen(control))
    }
    expect(states).toEqual(['52|9.822.47', '52|8.224.7', '528.|224.7', '528.|247'])
  })

  test('backspace from the end takes all of it, and no mark comes back', async () => {
    const control = await standing(11)
    const states: string[] = []
    for (let count = 0; control.value !== '' && count < 20; count++) {
      await press('{Backspace}')
      states.push(control.value)
    }
    expect(states).toEqual([
      '529.982.24',
      '529.982.2',
      '529.982.',
      '529.982',
      '529.98',
      '529.9',
      '529.',
      '529',
      '52',
      '5',
      '',
    ])
  })

  test('what is typed over a selection takes its place', async () => {
    const control = await standing(0)
    control.setSelectionRange(2, 6)
    await press('0')
    expect(seen(control)).toBe('520|.224.7')
  })
})

describe('what comes in one piece', () => {
  test.each([
    ['52998224725', '529.982.247-25'],
    [' 529 982 247/25\u00a0', '529.982.247-25'],
    ['\u202a529.982.247\u201325\u202c', '529.982.247-25'],
  ])('pasted %j reads %s', async (pasted, read) => {
    const { control } = await asked('cpf')
    await cdp().send('Input.insertText', { text: pasted })
    expect(seen(control)).toBe(`${read}|`)
  })

  test('pasted into the middle, with the caret behind it', async () => {
    const { control } = await asked('cpf')
    await press('529725')
    control.setSelectionRange(3, 3)
    await cdp().send('Input.insertText', { text: '982.24' })
    expect(seen(control)).toBe('529.982.24|7-25')
  })

  test('filled in by the browser while the caret is elsewhere, which stays there', async () => {
    const { element, network: net } = await visit(formOf([field('name'), field('number', { format: 'cpf' })]))
    network = net
    const [name, number] = [controlOf(element, 'name'), controlOf(element, 'number')]
    await userEvent.type(name, 'Ana')
    number.value = '52998224725'
    number.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
    expect(number.value).toBe('529.982.247-25')
    expect(element.root instanceof ShadowRoot && element.root.activeElement).toBe(name)
    expect(name.value).toBe('Ana')
  })

  test('a default and an answer of the page are shown in groups', async () => {
    const { control, element } = await asked('cpf', { default: '52998224725' })
    expect(control.value).toBe('529.982.247-25')
    element.answers = { number: '11144477735' }
    await element.updateComplete
    expect(control.value).toBe('111.444.777-35')
  })
})

describe('what else has a say in the text', () => {
  test('undo takes back all that was typed, and redo gives it again', async () => {
    const { control } = await asked('cpf')
    await press('5299')
    await press('82')
    expect(control.value).toBe('529.982')
    const states: string[] = []
    for (let count = 0; control.value !== '' && count < 12; count++) {
      await press('{Control>}z{/Control}')
      states.push(control.value)
    }
    expect(states.at(-1)).toBe('')
    for (let count = 0; control.value !== '529.982' && count < 12; count++) {
      await press('{Control>}{Shift>}z{/Shift}{/Control}')
    }
    expect(control.value).toBe('529.982')
  })

  test('an input method is let finish, and then its text is grouped', async () => {
    const { control, element } = await asked('cnpj')
    const compose = (text: string) =>
      cdp().send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    await compose('12ab')
    await compose('12abc')
    expect(control.value).toBe('12abc')
    await cdp().send('Input.insertText', { text: '12abc3' })
    await until(() => control.value !== '12abc3')
    expect(seen(control)).toBe('12.ABC.3|')
    expect(element.answers).toEqual({ number: '12.ABC.3' })
  })

  test('a caret that was put somewhere stays there when the form is drawn anew', async () => {
    const { control, element } = await asked('cpf')
    await press('529982')
    control.setSelectionRange(2, 5)
    element.requestUpdate()
    await element.updateComplete
    expect(seen(control)).toBe('52[9.9]82')
  })
})

describe('what is sent', () => {
  test.each([
    ['cpf', '529.982.247-25', '52998224725'],
    ['cnpj', '12.abc.345/01de-35', '12ABC34501DE35'],
    ['cep', '01310-100', '01310100'],
  ] as const)('%s %s goes as %s', async (format, typed, answer) => {
    const { element } = await asked(format)
    await press(typed)
    expect(await sent(element)).toEqual({ answers: { number: answer }, issues: 0 })
  })

  test.each([
    ['cpf', '529.982.247-26'],
    ['cpf', '111.111.111-11'],
    ['cnpj', '12.ABC.345/01DE-36'],
    ['cep', '01310-10'],
  ] as const)('%s %s is pointed out instead', async (format, typed) => {
    const { element } = await asked(format)
    await press(typed)
    expect(await sent(element)).toEqual({ answers: undefined, issues: 1 })
    expect(controlOf(element, 'number').value).toBe(typed)
  })
})
