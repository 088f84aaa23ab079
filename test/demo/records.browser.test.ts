import { expect, test } from 'vitest'
import { VIEWS } from '../../demo/site/records.ts'

const ticket = {
  ...{ id: '1001', entity: 'ticket', title: 'Site: Repair', requester: { name: 'Ana', email: 'ana@example.com' } },
  fields: { 'Kind of work': 'Repair', Fragile: 'true' },
  attachments: [
    { name: 'spine.jpg', size: 1_234_567 },
    { name: 'note.txt', size: 3 },
  ],
}

test('shows a ticket as people know it, and leaves out what is empty', () => {
  expect(VIEWS.bolddesk.rows(ticket)).toEqual([
    ['Number', '1001'],
    ['Title', 'Site: Repair'],
    ['Requester', 'Ana <ana@example.com>'],
    ['Kind of work', 'Repair'],
    ['Fragile', 'yes'],
    ['Files', 'spine.jpg (1,206 KB)\nnote.txt (1 KB)'],
  ])
})

test('reads a description as lines of text, and nothing in it runs or loads', async () => {
  const description = `<p>Old &amp; loved<br>&lt;b&gt;loose&lt;/b&gt;</p><ul><li><strong>Name</strong>: Ana</li>
    <li>Kind:  Repair</li></ul><table><tr><th>Piece</th><td>Spine</td></tr></table><script>globalThis.ran = true</script><img src="/x.png" onerror="globalThis.ran = true">`
  const rows = VIEWS.bolddesk.rows({ id: '1', entity: 'ticket', description })
  const shown = rows.find(([label]) => label === 'Description')?.[1]
  expect(shown).toMatch(/^Old & loved\n<b>loose<\/b>\nName: Ana\nKind: Repair\nPiece: Spine/)
  await new Promise((done) => setTimeout(done, 50))
  expect(globalThis).not.toHaveProperty('ran')
})

test('shows a linked contact of Bolten by its name', () => {
  const attributes = { Nome: 'Ana', Contato: { Nome: 'Ana Lima', id: '7' }, Consentimento: true }
  expect(VIEWS.bolten.rows({ id: '1', entity: 'opportunity', attributes })).toEqual([
    ['Nome', 'Ana'],
    ['Contato', 'Ana Lima'],
    ['Consentimento', 'sim'],
  ])
})
