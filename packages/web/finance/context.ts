// What the pages of the books are given: of the console's parts, those they use.
import type { ConsoleDeps } from '../console/context.ts'
import type { PaperDeps } from '../papers/paper-answer.ts'

export type FinanceDeps = Pick<
  ConsoleDeps,
  | 'table'
  | 'clock'
  | 'makeId'
  | 'signingKeys'
  | 'readerKeys'
  | 'publication'
  | 'siteUrl'
  | 'files'
  | 'stripeObjectUrl'
  | 'log'
  | 'stepHint'
  | 'assets'
> &
  Pick<PaperDeps, 'paperFaces'>
