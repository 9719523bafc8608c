// One door to everything that finance takes out of the books: a kind and a period in, files out.
import type { Table } from '#aws/table'
import { type Locale, unreachable } from '#kernel/errors'
import type { Clock } from '#kernel/time'
import type { Publication } from '#publication/schema'
import { deferredWaterfall } from './deferred-waterfall.ts'
import type { ExportKind, ExportOpened, ExportRequest } from './export-kinds.ts'
import type { Cell, Head } from './exports/csv.ts'
import { csvFile } from './exports/csv-file.ts'
import * as balance from './exports/export-balance.ts'
import * as customers from './exports/export-customers.ts'
import * as deferred from './exports/export-deferred.ts'
import * as ereporting from './exports/export-ereporting.ts'
import { exportFec } from './exports/export-fec.ts'
import * as journal from './exports/export-journal.ts'
import * as oss from './exports/export-oss.ts'
import * as payouts from './exports/export-payouts.ts'
import * as receivables from './exports/export-receivables.ts'
import * as vat from './exports/export-vat.ts'
import { isPeriodClosed } from './exports/period-entries.ts'
import { monthOf } from './month.ts'
import type { Period } from './period.ts'

export type ExportDeps = { table: Table; clock: Clock; publication: Publication }

/**
 * Nothing but what a file is called and how far it goes is read before its lines are asked for. The
 * same books give the same bytes. An FEC of lots makes the lot of what is in none yet.
 */
export async function openExport(deps: ExportDeps, request: ExportRequest): Promise<ExportOpened> {
  const { kind, period, locale, charset = 'utf-8' } = request
  if (kind === 'fec') return await exportFec(deps, { period, charset })
  const isProvisional = !(await isPeriodClosed(deps.table, period))
  const { name, ...table } = tableOf(deps, { kind, period, locale, isProvisional })
  return { kind: 'opened', files: [csvFile(name, { period, locale, isProvisional }, table)] }
}

type Made = { name: Head; heads: readonly Head[]; rows: AsyncIterable<readonly Cell[]> }

function tableOf(
  { table, publication }: ExportDeps,
  asked: {
    kind: Exclude<ExportKind, 'fec'>
    period: Period
    locale: Locale
    isProvisional: boolean
  },
): Made {
  const { kind, period } = asked
  const { books, zone } = publication
  const deps = { table, books, zone, accounts: books.accounts }
  switch (kind) {
    case 'journal':
      return {
        ...{ name: journal.journalName, heads: journal.journalHeads },
        rows: journal.journalRows(deps, period),
      }
    case 'balance':
      return {
        ...{ name: balance.balanceName, heads: balance.balanceHeads },
        rows: balance.balanceRows(deps, { period, total: 'Total' }),
      }
    case 'vat':
      return { name: vat.vatName, heads: vat.vatHeads, rows: vat.vatRows(deps, asked) }
    case 'oss':
      return { name: oss.ossName, heads: oss.ossHeads, rows: oss.ossRows(deps, asked) }
    case 'deferred':
      return {
        ...{ name: deferred.deferredName, heads: deferred.deferredHeads },
        rows: deferred.deferredRows(
          () => deferredWaterfall(table, { upTo: monthOf(period.to) }),
          asked,
        ),
      }
    case 'customers':
      return {
        ...{ name: customers.customersName, heads: customers.customersHeads },
        rows: customers.customersRows(deps, { period, total: 'Total' }),
      }
    case 'receivables':
      return {
        ...{ name: receivables.receivablesName, heads: receivables.receivablesHeads },
        rows: receivables.receivablesRows(deps, asked),
      }
    case 'payouts':
      return {
        ...{ name: payouts.payoutsName, heads: payouts.payoutsHeads },
        rows: payouts.payoutsRows(deps, asked),
      }
    case 'ereporting':
      return {
        ...{ name: ereporting.ereportingName, heads: ereporting.ereportingHeads },
        rows: ereporting.ereportingRows(deps, asked),
      }
    default:
      return unreachable(kind)
  }
}
