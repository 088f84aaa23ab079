import { describe, expect, test } from 'vitest'
import { readParts } from '../../../proxy/uploads/multipart.ts'
import { BOUNDARY, bodyOf, bytes, END, head, openUploads, submissionWith } from '../../support/uploads.ts'

const TYPE = `multipart/form-data; boundary=${BOUNDARY}`

/** In pieces of so many bytes; how many of them were asked for. */
function inPieces(text: string, pieceBytes: number) {
  const all = bytes(text)
  const asked = { pieces: 0 }
  async function* body() {
    for (let at = 0; at < all.length; at += pieceBytes, asked.pieces++) yield all.subarray(at, at + pieceBytes)
  }
  return { body: body(), asked }
}

describe('a body of parts', () => {
  test.each([
    ['with names', `${head('cv', 'a')}x\r\n`, 5],
    ['without a name', `--${BOUNDARY}\r\nx: y\r\n\r\nx\r\n`, 0],
    ['without a head', `--${BOUNDARY}\r\n\r\n\r\n`, 0],
  ])(
    'is left where there are too many, %s: so many were handed on, and the rest is not read',
    async (_what, part, count) => {
      const { body, asked } = inPieces(part.repeat(1_000) + END, part.length)
      let taken = 0
      const read = readParts(body, TYPE, 5, async ({ chunks }) => {
        for await (const _chunk of chunks);
        taken++
      })
      await expect(read).rejects.toMatchObject({ code: 'too-large' })
      expect(taken).toBe(count)
      expect(asked.pieces).toBeLessThan(10)
    },
  )

  test('is read the same however it is cut up', async () => {
    const text = `before\r\n${head('submission')}{}\r\n${head('cv', '100%25 %zz.txt')}a--${BOUNDARY}b\n--${BOUNDARY}c\r\n${END}after`
    for (const pieceBytes of [1, 2, 3, 7, 64, 10_000]) {
      const read: string[] = []
      await readParts(inPieces(text, pieceBytes).body, TYPE, 5, async ({ name, filename, chunks }) => {
        let content = ''
        for await (const chunk of chunks) content += Buffer.from(chunk).toString()
        read.push(`${name}|${filename ?? ''}|${content}`)
      })
      expect(read).toEqual(['submission||{}', `cv|100%25 %zz.txt|a--${BOUNDARY}b\n--${BOUNDARY}c`])
    }
  })
})

describe('where its writer is no browser', () => {
  const disposition = (rest: string) => head('cv', 'a.txt').replace('; filename="a.txt"', `; ${rest}`)
  const send = async (listed: string, rest: string, type = TYPE) => {
    const stage = await openUploads()
    const submission = submissionWith([{ field: 'cv', name: listed, content: '' }])
    const begun = Buffer.from(await bodyOf(submission, []))
      .toString('latin1')
      .replace(END, '')
    const { status } = await stage.post(bytes(`${begun}${disposition(rest)}x\r\n${END}`), type)
    expect(stage.files()).toHaveLength(status === 202 ? 1 : 0)
    return status
  }

  test.each([
    ['filename*, alone', 'a b.txt', "filename*=UTF-8''a%20b.txt"],
    ['a path in filename*', 'a.txt', "filename*=UTF-8''..%2f..%2fa.txt"],
    ['percents that mean nothing', '%zz%.txt', "filename*=UTF-8''%zz%.txt"],
    ['a character set that nobody knows', 'a.txt', "filename*=x-none''a.txt"],
    ['filename, before filename*', 'x.txt', `filename="x.txt"; filename*=UTF-8''a.txt`],
    ['filename, after filename*', 'x.txt', `filename*=UTF-8''a.txt; filename="x.txt"`],
  ])('%s is the name', async (_what, listed, rest) => {
    expect(await send(listed, rest)).toBe(202)
  })

  test.each([
    ['in quotes', `multipart/form-data; boundary="${BOUNDARY}"`, 202],
    ['twice: the first', `${TYPE}; boundary=other`, 202],
    ['twice: not the second', `multipart/form-data; boundary=other; boundary=${BOUNDARY}`, 400],
    ['in capitals', `Multipart/Form-Data; BOUNDARY=${BOUNDARY}`, 202],
    ['that is another', 'multipart/form-data; boundary="\t"', 400],
  ])('a boundary %s', async (_what, type, status) => {
    expect(await send('a.txt', 'filename="a.txt"', type)).toBe(status)
  })
})
