// Small PDFs for tests.
import { PDFDocument } from '@cantoo/pdf-lib'

/** A PDF of blank pages. */
export async function aPdf(pages = 3): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  for (let page = 0; page < pages; page++) document.addPage()
  return await document.save()
}

/** One that asks for a password. */
export async function aLockedPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.addPage()
  document.encrypt({ userPassword: 'secret', ownerPassword: 'secret' })
  return await document.save()
}
