// The papers' addresses, and how one is handed over as a file.

import type { Context } from 'hono'
import * as z from 'zod'
import type { Table } from '#aws/table'
import type { Faces } from '#finance/papers/faces'
import { type FoundPaper, makePaper, type Paper, type PaperRef } from '#finance/papers/make-paper'
import type { Publication } from '#publication/schema'

export type PaperDeps = {
  table: Table
  publication: Publication
  /** The typefaces, opened once a process. */
  paperFaces: () => Promise<Faces>
}

const InvoiceId = z.string().regex(/^in_[A-Za-z0-9_]{1,97}$/)
const NoteId = z.string().regex(/^cn_[A-Za-z0-9_]{1,97}$/)

/** `in_….pdf`, or `in_…/cn_….pdf`; undefined for anything else. */
export function readPaperRef(c: Context): PaperRef | undefined {
  const parts = { invoice: c.req.param('invoice') ?? '', note: c.req.param('note') }
  const last = parts.note ?? parts.invoice
  if (!last.endsWith('.pdf')) return undefined
  const bare = last.slice(0, -'.pdf'.length)
  const invoiceId = InvoiceId.safeParse(parts.note === undefined ? bare : parts.invoice)
  if (!invoiceId.success) return undefined
  if (parts.note === undefined) return { invoiceId: invoiceId.data }
  const noteId = NoteId.safeParse(bare)
  return noteId.success ? { invoiceId: invoiceId.data, noteId: noteId.data } : undefined
}

export async function answerPaper(
  deps: PaperDeps,
  c: Context,
  found: FoundPaper,
): Promise<Response> {
  const faces = await deps.paperFaces()
  return handOver(c, await makePaper({ ...deps, faces }, found))
}

export function handOver(c: Context, { fileName, bytes }: Paper): Response {
  c.header('content-type', 'application/pdf')
  c.header('content-disposition', `inline; filename="${fileName}"`)
  return c.body(new Uint8Array(bytes))
}
