// Makes a month's summary as a paper. Of the same books it is the same, byte for byte.
import type { Table } from '#aws/table'
import type { Locale } from '#kernel/errors'
import { formatMonth } from '#kernel/typography'
import type { Publication } from '#publication/schema'
import { lastDayOf } from '../month.ts'
import { sellerOf } from '../seller.ts'
import type { Faces } from './faces.ts'
import type { Paper } from './make-paper.ts'
import { monthFigures } from './month-figures.ts'
import { layMonth, type MonthPaper } from './month-paper.ts'
import { paintPaper } from './paint.ts'

export async function makeMonthPaper(
  deps: { table: Table; faces: Faces; publication: Publication },
  { month, locale, nameOf }: { month: string; locale: Locale; nameOf: MonthPaper['nameOf'] },
): Promise<Paper> {
  const { publication, faces } = deps
  const figures = await monthFigures(deps, month)
  const seller = sellerOf(publication)
  const pages = layMonth(faces, { figures, seller, locale, nameOf })
  const bytes = await paintPaper(faces, pages, {
    title: `${publication.name}, ${formatMonth(`${month}-01`, locale)}`,
    ...{ author: seller.publisher, locale, date: lastDayOf(month) },
    colours: publication.brand,
  })
  return { fileName: `${locale === 'fr' ? 'comptes' : 'books'}-${month}.pdf`, bytes }
}
