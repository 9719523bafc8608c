// Counts the pages of a PDF, and so finds out whether it is one that readers can open.
import { issueFileLimits } from './issue-file.ts'

export type PdfReading =
  | { kind: 'pdf'; pages: number }
  | { kind: 'notPdf' | 'damaged' | 'locked' | 'tooManyPages' }

/** A reader of PDF may find the mark within the first 1,024 bytes (ISO 32000-1, Annex H, 3.4.1). */
const headBytes = 1_024

export async function readPdf(bytes: Uint8Array): Promise<PdfReading> {
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString('latin1')
  if (!/%PDF-\d\.\d/.test(head)) return { kind: 'notPdf' }
  const { EncryptedPDFError, PDFDocument } = await import('@cantoo/pdf-lib')
  try {
    const document = await PDFDocument.load(bytes, { updateMetadata: false })
    const pages = document.getPageCount()
    if (pages < 1) return { kind: 'damaged' }
    return pages > issueFileLimits.pages ? { kind: 'tooManyPages' } : { kind: 'pdf', pages }
  } catch (error) {
    if (error instanceof EncryptedPDFError) return { kind: 'locked' }
    // The library throws an Error of one kind or another at whatever it cannot make sense of.
    if (error instanceof Error) return { kind: 'damaged' }
    throw error
  }
}
