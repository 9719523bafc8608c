// A file of the books that a person asked for, and what became of it. Shapes alone.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { ExportRequest, fecCharsets } from './export-kinds.ts'

const At = z.custom<Instant>((value) => typeof value === 'string')

/** Kept this long where it was made; it is made again, the same, when asked for again. */
export const booksExportLimits = { keptDays: 30, attempts: 5, files: 400 }

export const MadeFile = z.object({
  /** Where it lies among the files. */
  key: z.string().max(300),
  fileName: z.string().max(200),
  contentType: z.string().max(100),
  charset: z.enum(fecCharsets),
  isProvisional: z.boolean(),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type MadeFile = z.infer<typeof MadeFile>

/**
 * `asked`: it is being made. `nothing`: there was nothing to write. `failed`: too often; ask again.
 * `late`: more than a worker has time for; the command `kiosque finance export` has no limit.
 */
export const BooksExport = z.object({
  id: idSchema('export'),
  request: ExportRequest,
  askedAt: At,
  /** Address of the member of the staff. */
  by: z.string().max(254),
  status: z.enum(['asked', 'made', 'nothing', 'failed', 'late']),
  madeAt: At.optional(),
  files: z.array(MadeFile).max(booksExportLimits.files).default([]),
  /** Seconds since 1970; what is past it is gone. */
  expiresAt: z.number().int(),
})
export type BooksExport = z.infer<typeof BooksExport>
