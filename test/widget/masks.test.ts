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
    ['more digits than there is room for', 'cep', '013101001', '013101001|'],
    ['a letter where a CNPJ has check digits', 'cnpj', '11222333000A', '11.222.333/000A|'],
  ] as const)('%s are left as they were typed', async (_, format, typed, read) => {
    const { control } = await asked(format)
    await press(typed)
    expect(seen(control)).toBe(format === 'cep' ? '01310-1001|' : read)
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

  test('backspace takes digits one by one and passes the marks', async () => {
    const control = await standing(8)
    const states: string[] = []
    for (let count = 0; count < 5; count++) {
      await press('{Backspace}')
      states.push(seen(control))
    }
    expect(states).toEqual(['529.982|.247', '529.98|2.47', '529.9|24.7', '529.|247', '529|.247'])
  })

  test('delete takes digits one by one and passes the marks', async () => {
    const control = await standing(2)
    const states: string[] = []
    for (let count = 0; count < 3; count++) {
      await press('{Delete}')
      states.push(seen(control))
    }
    expect(states).toEqual(['52|9.822.47', '52|9.822.47', '52|8.224.7'])
  })
})
