// `kiosque finance`: the arithmetic of the books and the check of a file of entries, worked out from the
// rules alone, without a stack; what acts on the books stands in files of its own.
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { checkFecBytes } from '#finance/check-fec-bytes'
import { VisibleError } from '#kernel/errors'
import { type Cents, stepOf } from '#kernel/money'
import { dateOf, instant } from '#kernel/time'
import { parsePublication } from '#publication/schema'
import config from '#publication.config'
import { type Day, isDay } from '#subscriptions/working-days'
import { type Territory, territoryOf } from '#tax/territory'
import { type Buyer, type Supply, splitGross, type Vat, vatOfRefund, vatOn } from '#tax/vat'
import { exitCodes, type Output, show, showRefusal } from '../output.ts'
import { globalOptions, type RunWithStack } from '../stack.ts'
import { financeAuditCommand } from './finance-audit.ts'
import { financeBankCommands } from './finance-bank.ts'
import { financeBooksCommands } from './finance-books.ts'
import { financeDeferredCommand } from './finance-deferred.ts'
import { financeEntryCommands } from './finance-entries.ts'
import { financeExceptionCommands } from './finance-exceptions.ts'
import { financeExportCommand } from './finance-export.ts'
import { financeReconcileCommands } from './finance-reconcile.ts'

type SaleOptions = {
  territory: Territory
  product: 'press' | 'digital' | 'standard'
  buyer: 'consumer' | 'business'
  date?: Day
}

export function financeCommands(program: Command, run: RunWithStack): void {
  const finance = program
    .command('finance')
    .description(
      'the books: what is booked, what does not add up, what is exported; and their arithmetic',
    )
  financeBooksCommands(finance, run)
  financeAuditCommand(finance, run)
  financeEntryCommands(finance, run)
  financeReconcileCommands(finance, run)
  financeBankCommands(finance, run)
  financeExceptionCommands(finance, run)
  financeExportCommand(finance, run)
  financeDeferredCommand(finance, run)

  saleOptions(finance.command('vat'))
    .argument('<amount>', 'price with tax, 99.00', amount)
    .description('the VAT in a price, by product, place, buyer and date')
    .action(function (this: Command, gross: Cents, options: SaleOptions) {
      refusable(this, (output) => {
        const rate = rateOf(options)
        const { net, vat } = splitGross(gross, rate)
        const priced = { grossCents: gross, netCents: net, vatCents: vat, rate: rate / 100 }
        show(
          output,
          priced,
          () => `${euros(gross)} = ${euros(net)} + ${euros(vat)} VAT at ${rate / 100} %`,
        )
      })
    })

  finance
    .command('recognise')
    .argument('<amount>', 'price without tax, 96.96', amount)
    .requiredOption('--issues <n>', 'how many issues it pays for', count)
    .description('what each issue served releases of a price')
    .action(function (this: Command, net: Cents, { issues }: { issues: number }) {
      const releasedCents = Array.from({ length: issues }, (_, at) => stepOf(net, at + 1, issues))
      show(outputOf(this), { releasedCents }, () => releasedCents.map(euros).join('\n'))
    })

  saleOptions(finance.command('refund-vat'))
    .argument('<amount>', 'of the invoice, with tax', amount)
    .requiredOption(
      '--parts <amounts>',
      'given back one after the other, separated by commas',
      amounts,
    )
    .description('the VAT of each partial refund of an invoice')
    .action(function (this: Command, gross: Cents, options: SaleOptions & { parts: Cents[] }) {
      refusable(this, (output) => {
        const vatCents = refundsOf(gross, options)
        show(output, { vatCents }, () => vatCents.map(euros).join('\n'))
      })
    })

  finance
    .command('check-fec')
    .argument('<file>', 'named as the law names it, 123456782FEC20261231.txt')
    .description(
      'whether a file of accounting entries keeps every rule; exit code 1 when it does not',
    )
    .action(async function (this: Command, file: string) {
      await checkFec(outputOf(this), file)
    })
}

async function checkFec(output: Output, file: string): Promise<void> {
  try {
    const verdict = await checkFecBytes(basename(file), createReadStream(file))
    const { ok, lines, entries, found, errors } = verdict
    const [debitCents, creditCents] = [Number(verdict.debit), Number(verdict.credit)]
    show(output, { ok, lines, entries, debitCents, creditCents, found, errors }, () =>
      ok
        ? `${entries} entries in ${lines} lines hold every rule; ${euros(debitCents)} on each side.`
        : [
            ...errors.map(({ line, rule, message }) => `${line || 'file'}\t${rule}\t${message}`),
            `${found} faults in ${lines} lines${found > errors.length ? ', the first ones above' : ''}.`,
          ].join('\n'),
    )
    if (!ok) process.exitCode = exitCodes.refused
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error
    process.exitCode = showRefusal(output, unreadable(file, error))
  }
}

function unreadable(file: string, cause: unknown): VisibleError {
  return new VisibleError(
    'not-found',
    {
      fr: `Le fichier ${file} n’existe pas ou ne peut pas être lu.`,
      en: `The file ${file} does not exist or can’t be read.`,
    },
    { cause },
  )
}

function saleOptions(command: Command): Command {
  return command
    .requiredOption('--territory <place>', 'a country (FR, RE, BE …) or a French postcode', place)
    .addOption(
      new Option('--product <product>', 'press is print, also with its digital edition')
        .choices(['press', 'digital', 'standard'])
        .default('press'),
    )
    .addOption(
      new Option('--buyer <buyer>', 'a business has a VAT number that VIES knows')
        .choices(['consumer', 'business'])
        .default('consumer'),
    )
    .option('--date <date>', 'of the sale, 2026-12-31; today when absent', day)
}

/** @throws VisibleError where no rate is known. */
function rateOf({ territory, product, buyer, date }: SaleOptions): number {
  const { identity, subscriptions, zone } = parsePublication(config)
  const vat = vatOn({
    supply: supplyOf(product),
    buyer: buyerOf(buyer),
    territory,
    date: date ?? dateOf(instant(new Date()), zone),
    cppap: identity.cppap,
    union: subscriptions?.union ?? { isAboveThreshold: false, rates: {} },
  })
  if (vat.kind === 'noRate') throw noRate(vat)
  return vat.kind === 'taxed' ? vat.rate : 0
}

function noRate({ country }: Extract<Vat, { kind: 'noRate' }>): VisibleError {
  return new VisibleError('invalid', {
    fr: `Cette vente est taxée dans le pays ${country}, dont le taux manque\u202f: ajoutez-le à subscriptions.union.rates.`,
    en: `This sale is taxed in ${country}, whose rate is missing: add it to subscriptions.union.rates.`,
  })
}

function refundsOf(gross: Cents, options: SaleOptions & { parts: Cents[] }): Cents[] {
  const { vat } = splitGross(gross, rateOf(options))
  if (options.parts.reduce((sum, part) => sum + part, 0) > gross) throw tooMuch()
  let [grossBefore, vatBefore] = [0, 0]
  return options.parts.map((part) => {
    const back = vatOfRefund({ gross, vat }, { grossBefore, vatBefore, gross: part })
    grossBefore += part
    vatBefore += back
    return back
  })
}

function tooMuch(): VisibleError {
  return new VisibleError('invalid', {
    fr: 'Les parts dépassent la facture\u202f: on ne rend pas plus que ce qui a été payé.',
    en: 'The parts are more than the invoice: no more is given back than was paid.',
  })
}

function supplyOf(product: SaleOptions['product']): Supply {
  return product === 'press' ? 'print' : product
}

function buyerOf(buyer: SaleOptions['buyer']): Buyer {
  return buyer === 'consumer' ? { kind: 'consumer' } : { kind: 'business', hasValidVatNumber: true }
}

function refusable(command: Command, act: (output: Output) => void): void {
  const output = outputOf(command)
  try {
    act(output)
  } catch (error) {
    process.exitCode = showRefusal(output, error)
  }
}

function place(text: string): Territory {
  if (/^\d{5}$/.test(text)) return territoryOf({ country: 'FR', postcode: text })
  if (/^[A-Za-z]{2}$/.test(text)) return territoryOf({ country: text })
  throw new InvalidArgumentError('a country such as FR or BE, or a French postcode')
}

function amount(text: string): Cents {
  const match = /^(\d{1,9})(?:[.,](\d{2}))?$/.exec(text)
  if (!match) throw new InvalidArgumentError('an amount such as 99.00')
  return Number(match[1]) * 100 + Number(match[2] ?? 0)
}

function amounts(text: string): Cents[] {
  const parts = text.split(',')
  if (parts.length > 100) throw new InvalidArgumentError('at most 100 amounts')
  return parts.map(amount)
}

function count(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (number < 1) throw new InvalidArgumentError('a whole number from 1')
  return number
}

function day(text: string): Day {
  if (!isDay(text)) throw new InvalidArgumentError('a date such as 2026-12-31')
  return text
}

function euros(cents: Cents): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}

function outputOf(command: Command): Output {
  return {
    json: globalOptions(command).json,
    write: (text: string) => process.stdout.write(text),
    writeError: (text: string) => process.stderr.write(text),
  }
}
