// What a PDF of ours says, read from its bytes as a viewer's search reads it: through the fonts' own
// tables from glyph to letter.
import { inflateSync } from 'node:zlib'
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFStream } from '@cantoo/pdf-lib'

/** One string a page; texts in the order in which they are drawn, one a line. */
export async function pdfText(bytes: Uint8Array): Promise<string[]> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false })
  return document.getPages().map((page) => {
    const letters = new Map<string, Map<string, string>>()
    const fonts = page.node.Resources()?.lookup(PDFName.of('Font'), PDFDict)
    for (const [name, _] of fonts?.entries() ?? []) {
      const font = fonts?.lookup(name, PDFDict)
      const table = font?.lookup(PDFName.of('ToUnicode'), PDFStream)
      letters.set(name.asString(), unicodeOf(contentOf(table)))
    }
    const contents = page.node.Contents()
    const streams =
      contents instanceof PDFArray
        ? contents.asArray().map((ref) => page.doc.context.lookup(ref, PDFStream))
        : [contents]
    return readTexts(streams.map(contentOf).join('\n'), letters)
  })
}

function contentOf(stream: PDFStream | undefined): string {
  if (!stream) return ''
  const raw = stream instanceof PDFRawStream ? stream.contents : stream.getContents()
  const isPacked = stream.dict.get(PDFName.of('Filter')) !== undefined
  return Buffer.from(isPacked ? inflateSync(raw) : raw).toString('latin1')
}

function unicodeOf(table: string): Map<string, string> {
  const pairs = table.matchAll(/<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>/g)
  return new Map(
    [...pairs].map(([, glyph = '', letter = '']) => [
      glyph.toUpperCase(),
      Buffer.from(letter, 'hex').swap16().toString('utf16le'),
    ]),
  )
}

function readTexts(content: string, letters: Map<string, Map<string, string>>): string {
  const lines: string[] = []
  for (const [, block = ''] of content.matchAll(/BT\n([\s\S]*?)ET/g)) {
    const font = letters.get(/(\/\S+) [\d.]+ Tf/.exec(block)?.[1] ?? '')
    const codes = [...block.matchAll(/<([0-9A-Fa-f]*)>/g)].map(([, hex = '']) => hex).join('')
    const glyphs = codes.toUpperCase().match(/.{4}/g) ?? []
    lines.push(glyphs.map((glyph) => font?.get(glyph) ?? '\ufffd').join(''))
  }
  return lines.join('\n')
}
