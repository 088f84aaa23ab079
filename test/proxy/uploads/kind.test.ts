import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fits, isHarmless, typeOf } from '../../../proxy/uploads/kind.ts'
import { RUNS, sniff } from '../../../proxy/uploads/sniff.ts'
import type { PublicField } from '../../../src/contract/form.ts'
import { bytes } from '../../support/uploads.ts'

/** An archive with entries of these names: their heads, and the directory at the end. */
function zip(...names: readonly string[]): Uint8Array {
  const length = (name: string) => String.fromCharCode(name.length & 255, name.length >> 8)
  const local = names.map((name) => `PK\x03\x04${'\0'.repeat(22)}${length(name)}\0\0${name}`)
  const central = names.map((name) => `PK\x01\x02${'\0'.repeat(24)}${length(name)}${'\0'.repeat(16)}${name}`)
  return bytes(`${local.join('data')}${central.join('')}PK\x05\x06${'\0'.repeat(18)}`)
}

const mimetype = (type: string) => bytes(`PK\x03\x04${'\0'.repeat(26)}mimetype${type}PK\x03\x04`)
const OFFICE = 'application/vnd.openxmlformats-officedocument'

describe('what a file is, by its content', () => {
  test.each<[string, Uint8Array]>([
    ['image/png', bytes('\x89PNG\r\n\x1a\n\0')],
    ['image/jpeg', bytes('\xff\xd8\xff\xe1\0\x10Exif\0')],
    ['image/gif', bytes('GIF89a\x01\0')],
    ['image/webp', bytes('RIFF\0\0\0\0WEBPVP8 ')],
    ['image/avif', bytes('\0\0\0\x20ftypavif\0\0\0\0')],
    ['image/avif', bytes('\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf')],
    ['image/heic', bytes('\0\0\0\x20ftypheic\0\0\0\0')],
    ['image/tiff', bytes('II*\0\x08\0')],
    ['image/bmp', bytes('BM\x36\0\0\0\0\0\0\0')],
    ['application/pdf', bytes('%PDF-1.4\n\0')],
    ['application/pdf', bytes('%PDF-1.4\n% only text')],
    [`${OFFICE}.wordprocessingml.document`, zip('[Content_Types].xml', '_rels/.rels', 'word/document.xml')],
    [`${OFFICE}.spreadsheetml.sheet`, zip('docProps/app.xml', 'xl/workbook.xml')],
    [`${OFFICE}.presentationml.presentation`, zip('[Content_Types].xml', 'ppt/presentation.xml')],
    ['application/vnd.oasis.opendocument.text', mimetype('application/vnd.oasis.opendocument.text')],
    ['application/zip', zip('a.txt')],
    ['application/x-ole-storage', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0')],
    ['application/rtf', bytes('{\\rtf1\\ansi}')],
    ['audio/mpeg', bytes('ID3\x03\0')],
    ['audio/mpeg', bytes('\xff\xfb\x90\0')],
    ['audio/mp4', bytes('\0\0\0\x20ftypM4A \0')],
    ['audio/wav', bytes('RIFF\0\0\0\0WAVEfmt ')],
    ['audio/ogg', bytes('OggS\0\x02')],
    ['audio/amr', bytes('#!AMR\n\0\0')],
    ['video/mp4', bytes('\0\0\0\x20ftypisom\0')],
    ['video/quicktime', bytes('\0\0\0\x14ftypqt  \0')],
    ['video/webm', bytes('\x1aE\xdf\xa3\x9f\x42\x82\x84webm')],
    ['text/plain', bytes('Olá; a\tb\r\n')],
    ['text/plain', bytes('a;\xe7\xe3o;1\r\n')],
    ['text/plain', bytes('\xff\xfea\0b\0')],
    ['text/plain', new TextEncoder().encode('😀 <script> is a word here')],
    ['text/xml', bytes('<?xml version="1.0"?><nfeProc/>')],
    ['application/octet-stream', bytes('\x01\x02\x03')],
  ])('%s', (type, content) => {
    expect(sniff(content)).toBe(type)
  })

  test.each<[string, string, Uint8Array]>([
    ['a Windows program', 'application/x-msdownload', bytes('MZ\x90\0')],
    ['a Linux program', 'application/x-elf', bytes('\x7fELF\x02\x01')],
    ['a macOS program', 'application/x-mach-binary', bytes('\xcf\xfa\xed\xfe\x07\0')],
    ['a script', 'application/x-sh', bytes('#!/usr/bin/env python3\n')],
    ['a script behind a mark', 'application/x-sh', bytes('\xef\xbb\xbf#!/bin/sh\n\0')],
    ['a page', 'text/html', bytes('\n  <!DOCTYPE html><p>')],
    ['a page in UTF-16', 'text/html', bytes('\xff\xfe<\0h\0t\0m\0l\0>\0')],
    ['a drawing', 'image/svg+xml', bytes('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a drawing by another prefix', 'image/svg+xml', bytes('<?xml version="1.0"?><s:svg xmlns:s="…"/>')],
    ['XML that is a page', 'image/svg+xml', bytes('<?xml version="1.0"?><a xmlns:h="http://www.w3.org/1999/xhtml"/>')],
    ['a picture that holds a page', 'text/html', bytes('GIF89a\x01\0\x01\0<script>alert(1)</script>')],
    ['a picture that is text', 'text/html', bytes('GIF89a<svg onload=alert(1)>')],
    ['a picture that is a comment', 'text/javascript', bytes('GIF89a/*\0\0*/=1;alert(1)')],
    ['a PDF that holds a page', 'text/html', bytes('%PDF-1.7\n\0<html ><script >')],
    [
      'a document with macros',
      'application/vnd.ms-office.macroenabled',
      zip('word/document.xml', 'word/vbaProject.bin'),
    ],
    ['a Java program', 'application/java-archive', zip('META-INF/MANIFEST.MF', 'word/x')],
  ])('%s can be run', (_what, type, content) => {
    expect(sniff(content)).toBe(type)
    expect(RUNS.has(type)).toBe(true)
  })

  test('is found whatever it is, and never a picture where it begins as a program', () => {
    const program = fc.constantFrom(
      'MZ\0',
      '\x7fELF\0',
      '#!/bin/sh\n',
      '\xcf\xfa\xed\xfe\x07\0',
      '\xef\xbb\xbf#!/bin/sh\n',
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6_000 }), fc.uint8Array({ maxLength: 9_000 }), (head, tail) => {
        expect(sniff(head, tail)).toMatch(/^[a-z]+\/[\w.+-]+$/)
      }),
      { numRuns: 2_000 },
    )
    fc.assert(
      fc.property(program, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        expect(RUNS.has(sniff(new Uint8Array([...bytes(start), ...rest])))).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is found by the names at the end of an archive, where the beginning has none', () => {
    const head = bytes(`PK\x03\x04${'\0'.repeat(22)}\x13\0\0\0[Content_Types].xml${'x'.repeat(4_000)}`)
    expect(sniff(head, zip('ppt/slides/slide1.xml'))).toBe(`${OFFICE}.presentationml.presentation`)
  })
})

const field = (accept?: readonly string[]): PublicField => ({
  ...{ name: 'f', type: 'file', label: 'F' },
  ...(accept && { accept }),
})

describe('a field takes', () => {
  const file = (name: string, content: Uint8Array) => ({ name, size: 1, type: typeOf(name, sniff(content)) })
  const png = bytes('\x89PNG\r\n\x1a\n\0')
  const exe = bytes('MZ\x90\0')
  const svg = bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')
  const text = bytes('a;b\r\n')

  test.each<[boolean, string, Uint8Array, readonly string[] | undefined]>([
    [true, 'a.png', png, undefined],
    [true, 'a.PNG', png, ['.png']],
    [true, 'a.png', png, ['image/*']],
    [true, 'a.jpg', png, ['image/*']],
    [true, 'a', png, ['IMAGE/PNG']],
    [false, 'a.png', png, ['.pdf', 'image/jpeg']],
    [false, 'a.pdf', png, ['.pdf']],
    [false, 'a.png', exe, undefined],
    [false, 'a.png', exe, ['.png', 'image/*']],
    [false, 'a.exe', exe, undefined],
    [true, 'a.exe', exe, ['.exe']],
    [false, 'a.bat', text, undefined],
    [false, 'a.bat', text, ['text/*']],
    [false, 'a.svg', svg, undefined],
    [false, 'a.svg', svg, ['image/*']],
    [true, 'a.svg', svg, ['image/svg+xml']],
    [true, 'a.csv', text, ['text/csv']],
    [true, 'a.xls', text, ['.xls']],
    [false, 'a.txt', svg, undefined],
    [true, 'notes.dwg', bytes('AC1032\0\0'), undefined],
    [true, 'a.mp3', bytes('\0\0\0\0\0\0'), ['.mp3']],
    [true, 'cv.docx', zip('x'), ['.docx']],
  ])('%s: %s', (taken, name, content, accept) => {
    expect(fits(field(accept), file(name, content))).toBe(taken)
  })

  test('nothing harmful, whatever it is called', () => {
    expect(isHarmless(file('a.png', png))).toBe(true)
    for (const name of ['a.png', 'a.exe', 'a', 'a.zip']) expect(isHarmless(file(name, exe))).toBe(false)
    expect(isHarmless(file('a.html', text))).toBe(false)
  })
})
