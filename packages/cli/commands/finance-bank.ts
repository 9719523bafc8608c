// `kiosque finance bank import|lines|match|unmatch`: what the bank says, and which payout it is.
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { type BankImported, importStatement } from '#finance/bank/import-statement'
import { type BankLine, bankLimits } from '#finance/bank/line'
import type { BankFault, Columns } from '#finance/bank/statement-file'
import { bankLinesIn, openBankLines } from '#finance/bank/store-lines'
import { checkPayout } from '#finance/check-payouts'
import { reconcilePayouts } from '#finance/reconcile-payouts'
import { tieLine, untieLine } from '#finance/tie-line'
import { VisibleError } from '#kernel/errors'
import { exitCodes, type Output, show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { euros, notThere } from './finance-reconcile.ts'

type ImportOptions = { columns?: Columns; account?: string; by: string }

/** Who did it, where nobody says: the command. */
export const atTheCommand = 'command'

export function financeBankCommands(finance: Command, run: RunWithStack): void {
  const bank = finance.command('bank').description('bank statements, and which payout a line is')

  bank
    .command('import')
    .argument('<file>', 'a statement: CAMT.053 (XML) or CSV')
    .option(
      '--columns <heads>',
      'which column is what, where the heads do not say: date=Jour,amount=Valeur (or debit=…,credit=…)',
      columns,
    )
    .option('--account <iban>', 'where the file does not say it')
    .option('--by <address>', 'who hands it in', atTheCommand)
    .description('takes a statement in, then matches it with the payouts; exit code 1 when refused')
    .action(
      run(async ({ parts, output }, file: string, options: ImportOptions) => {
        const bytes = await readNamed(file)
        const imported = await importStatement(parts, {
          ...{ fileName: basename(file), bytes, by: options.by },
          ...{ columns: options.columns, account: options.account },
        })
        if (imported.kind === 'refused') return showFaults(output, imported.faults)
        if (imported.kind === 'columns') throw askForColumns(imported.heads)
        const { isThrough: _, ...matched } = await reconcilePayouts(parts)
        const { kind: __, ...taken } = imported
        show(output, { ...taken, matched }, () => importedText(imported, matched.tiedCount))
        return exitCodes.done
      }),
    )

  bank
    .command('lines')
    .option(
      '--month <month>',
      'all of this month, 2026-11; else those from Stripe that match no payout',
    )
    .description('lists lines of the bank')
    .action(
      run(async ({ parts, output }, { month }: { month?: string }) => {
        const lines = month
          ? await bankLinesIn(parts.table, month)
          : await openBankLines(parts.table)
        show(output, { lines }, () => linesText(lines))
      }),
    )

  bank
    .command('match')
    .argument('<line>', 'bl_…')
    .argument('<payout>', 'po_…')
    .option('--by <address>', 'who decides', atTheCommand)
    .description('says that a line is this payout')
    .action(
      run(async ({ parts, output }, lineId: string, payoutId: string, { by }: { by: string }) => {
        const tied = await tieLine(parts, { lineId, payoutId, how: 'hand', by })
        if (tied.kind === 'noLine') throw noLine(lineId)
        if (tied.kind === 'noPayout') throw noPayout(payoutId)
        if (tied.kind === 'taken') throw taken(tied.payoutId)
        await checkPayout(parts, payoutId)
        show(output, { line: tied.line }, () => `${lineId} is ${payoutId}.`)
      }),
    )

  bank
    .command('unmatch')
    .argument('<line>', 'bl_…')
    .requiredOption('--reason <words>', 'why')
    .option('--by <address>', 'who decides', atTheCommand)
    .description('says that a line is not its payout; the books do not match the two again')
    .action(
      run(async ({ parts, output }, lineId: string, options: { by: string; reason: string }) => {
        const untied = await untieLine(parts, { lineId, ...options })
        if (untied.kind === 'noLine') throw noLine(lineId)
        if (untied.kind === 'notTied') throw notTied(lineId)
        if (untied.kind === 'settled') throw settled
        await reconcilePayouts(parts)
        show(output, { line: untied.line }, () => `${lineId} is no payout’s now.`)
      }),
    )
}

async function readNamed(file: string): Promise<Uint8Array> {
  try {
    // Not read when it can only be refused.
    if ((await stat(file)).size > bankLimits.fileBytes)
      return new Uint8Array(bankLimits.fileBytes + 1)
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error
    throw notThere({
      fr: `Le fichier ${file} n’existe pas ou ne peut pas être lu.`,
      en: `The file ${file} does not exist or can’t be read.`,
    })
  }
}

function showFaults(output: Output, faults: readonly BankFault[]): number {
  const told = faults.map(({ line, sentence }) => ({ line: line ?? null, message: sentence.en }))
  const message = 'Nothing of this file was taken in.'
  if (output.json)
    show(output, { error: { code: 'invalid', message, fields: {} }, faults: told }, () => '')
  else
    output.writeError(
      `${[...told.map((one) => (one.line ? `line ${one.line}: ${one.message}` : one.message)), message].join('\n')}\n`,
    )
  return exitCodes.refused
}

function importedText(imported: Extract<BankImported, { kind: 'imported' }>, tied: number): string {
  const { statements, newCount, seenCount, pendingCount, stripeCount, isAgain } = imported
  return [
    ...statements.map(
      ({ from, to, account, lineCount, isBalanceChecked }) =>
        `${from} to ${to}${account ? `, ${account}` : ''}: ${lineCount === 1 ? '1 line' : `${lineCount} lines`}${isBalanceChecked ? ', the balance holds' : ''}.`,
    ),
    `${newCount} new, ${seenCount} seen before, ${stripeCount} from Stripe; ${tied} matched with a payout.`,
    ...(pendingCount > 0 ? [`${pendingCount} not booked by the bank yet were left out.`] : []),
    ...(isAgain ? ['This file had been taken in before.'] : []),
  ].join('\n')
}

function linesText(lines: readonly BankLine[]): string {
  if (lines.length === 0) return 'No lines.'
  return textTable(
    ['line', 'day', 'amount', 'payout', 'what the bank wrote'],
    lines.map(({ id, date, cents, match, text, setAside }) => [
      ...[id, date, euros(cents), match?.payoutId ?? (setAside ? '(set aside)' : '-')],
      (text ?? '').slice(0, 60),
    ]),
  )
}

function columns(text: string): Columns {
  const given = new Map(
    text.split(',').map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const
    }),
  )
  const names = ['date', 'amount', 'debit', 'credit', 'text'] as const
  const date = given.get('date')
  if (!date || [...given.keys()].some((key) => !names.some((name) => name === key)))
    throw new InvalidArgumentError('date=Jour,amount=Montant (or debit=…,credit=…), text=Libellé')
  const read: Columns = { date }
  for (const name of names) {
    const head = given.get(name)
    if (head) read[name] = head
  }
  return read
}

function askForColumns(heads: readonly string[]): VisibleError {
  const list = heads.map((head) => `“${head}”`).join(', ')
  return new VisibleError('invalid', {
    fr: `Les colonnes de ce tableau ne disent pas ce qu’elles sont (${list})\u202f: donnez-les par --columns date=…,amount=… ou date=…,debit=…,credit=….`,
    en: `The columns of this table do not say what they are (${list}): give them with --columns date=…,amount=… or date=…,debit=…,credit=….`,
  })
}

function noLine(id: string): VisibleError {
  return notThere({ fr: `La ligne ${id} n’existe pas.`, en: `There is no line ${id}.` })
}

function noPayout(id: string): VisibleError {
  return notThere({
    fr: `Le virement ${id} n’est pas connu.`,
    en: `The payout ${id} is not known.`,
  })
}

function taken(payoutId: string): VisibleError {
  return new VisibleError('conflict', {
    fr: `Cette ligne est celle du virement ${payoutId}\u202f: défaites d’abord ce rapprochement.`,
    en: `This line is payout ${payoutId}’s: undo that match first.`,
  })
}

function notTied(id: string): VisibleError {
  return new VisibleError('conflict', {
    fr: `La ligne ${id} n’est celle d’aucun virement.`,
    en: `The line ${id} is no payout’s.`,
  })
}

const settled = new VisibleError('conflict', {
  fr: 'La différence de ce virement est réglée\u202f: extournez d’abord l’écriture qui la règle.',
  en: 'The difference of this payout is settled: reverse the entry that settles it first.',
})
