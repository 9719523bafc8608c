// `kiosque finance entry|reverse`: entries that a person makes, and the way to take one back.
import { createHash } from 'node:crypto'
import type { Command } from 'commander'
import * as z from 'zod'
import { type BookedEntry, bookEntry, Entry } from '#finance/book-entry'
import { reverseTransaction } from '#finance/reverse-transaction'
import type { Booked } from '#finance/store-ledger'
import { VisibleError } from '#kernel/errors'
import { prefixedId } from '#kernel/ids'
import { exitCodes, show } from '../output.ts'
import { readTextFile } from '../read-file.ts'
import type { RunWithStack } from '../stack.ts'
import { atTheCommand } from './finance-bank.ts'
import { euros, notThere } from './finance-reconcile.ts'

/** In a file each line has its side, in cents; never both. */
const Line = z.strictObject({
  account: z.string(),
  auxiliary: z.string().optional(),
  debitCents: z.number().int().min(0).optional(),
  creditCents: z.number().int().min(0).optional(),
})

export function financeEntryCommands(finance: Command, run: RunWithStack): void {
  finance
    .command('entry')
    .argument('<file>', 'JSON; - is standard input')
    .option('--by <address>', 'who makes it', atTheCommand)
    .description(
      'books an entry made by hand: {kind: other|bank|opening, date, piece, label, reason, lines: [{account, auxiliary, debitCents or creditCents}]}; the same file twice books once',
    )
    .action(
      run(async ({ parts, output }, file: string, { by }: { by: string }) => {
        const text = await readTextFile(file)
        const entry = readEntry(text)
        const digest = createHash('sha256')
          .update(JSON.stringify([entry, by]))
          .digest('hex')
        const id = prefixedId('entry', digest.slice(0, 26))
        const outcome = await bookEntry(parts, { id, by, entry })
        if (outcome.kind !== 'booked' && outcome.kind !== 'already') throw refusalOfEntry(outcome)
        showBooked(output, outcome)
        return exitCodes.done
      }),
    )

  finance
    .command('reverse')
    .argument('<source>', 'of the entry to take back, such as je_… or txn_…')
    .requiredOption('--reason <words>', 'why, in a sentence that stays in the books')
    .option('--by <address>', 'who decides', atTheCommand)
    .description(
      'takes an entry back by another with its sides exchanged; the first stays as it is',
    )
    .action(
      run(async ({ parts, output }, source: string, given: { reason: string; by: string }) => {
        const reason = given.reason.trim().slice(0, 200)
        if (reason === '') throw noReason
        const reversed = await reverseTransaction(parts, { source, reason, by: given.by })
        if (reversed.kind === 'unknown')
          throw notThere({
            fr: `Aucune écriture n’a la source ${source}.`,
            en: `No entry has the source ${source}.`,
          })
        if (reversed.kind === 'isReversal') throw isReversal
        showBooked(output, reversed)
        return exitCodes.done
      }),
    )
}

type Output = Parameters<typeof show>[0]

function showBooked(output: Output, { kind, booked }: { kind: string; booked: Booked }): void {
  const { source, date, label } = booked.transaction
  show(output, { kind, source, date, label }, () =>
    kind === 'booked'
      ? `Booked as ${source} on ${date}.`
      : `Booked before, as ${source} on ${date}.`,
  )
}

/** @throws VisibleError that names the fields. */
export function readEntry(text: string): Entry {
  const Written = Entry.omit({ postings: true }).extend({ lines: z.array(Line).min(2).max(100) })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new VisibleError(
      'invalid',
      { fr: 'Le fichier n’est pas du JSON.', en: 'The file is not JSON.' },
      { cause },
    )
  }
  const written = Written.safeParse(json)
  if (!written.success) throw malformed(written.error)
  const { lines, ...rest } = written.data
  const entry = Entry.safeParse({
    ...rest,
    postings: lines.map(({ account, auxiliary, debitCents = 0, creditCents = 0 }) => ({
      ...{ account, cents: debitCents - creditCents },
      ...(auxiliary === undefined ? {} : { auxiliary }),
    })),
  })
  if (!entry.success) throw malformed(entry.error)
  return entry.data
}

function malformed(error: z.ZodError): VisibleError {
  const fields = error.issues.map(({ path, message }) => {
    const name = path.join('.') || 'entry'
    return [name, { fr: message, en: message }] as const
  })
  return new VisibleError(
    'invalid',
    {
      fr: 'L’écriture n’est pas complète\u202f: voyez les champs nommés.',
      en: 'The entry is not complete: see the fields that are named.',
    },
    { fields: Object.fromEntries(fields), cause: error },
  )
}

/** Why an entry is refused, and what to do. */
export function refusalOfEntry(
  refusal: Exclude<BookedEntry, { kind: 'booked' | 'already' }>,
): VisibleError {
  switch (refusal.kind) {
    case 'unbalanced': {
      const side = refusal.differenceCents > 0 ? 'debit' : 'credit'
      const much = euros(Math.abs(refusal.differenceCents))
      return new VisibleError('invalid', {
        fr: `L’écriture n’est pas équilibrée\u202f: ${much} de trop au ${side === 'debit' ? 'débit' : 'crédit'}.`,
        en: `The entry does not balance: ${much} too much on the ${side} side.`,
      })
    }
    case 'unknownAccount':
      return new VisibleError('invalid', {
        fr: `Compte inconnu des livres\u202f: ${refusal.accounts.join(', ')}. Ajoutez-le à publication.config.ts, ou choisissez-en un autre.`,
        en: `The books do not know this account: ${refusal.accounts.join(', ')}. Add it to publication.config.ts, or choose another.`,
      })
    case 'inFuture':
      return new VisibleError('invalid', {
        fr: 'La date est à venir\u202f: une écriture est datée au plus tard d’aujourd’hui.',
        en: 'The date is in the future: an entry is dated today at the latest.',
      })
    case 'tooOld':
      return new VisibleError('invalid', {
        fr: `La date est trop ancienne\u202f: une écriture est datée au plus tôt du ${refusal.first}.`,
        en: `The date is too old: an entry is dated ${refusal.first} at the earliest.`,
      })
    case 'noLines':
      return new VisibleError('invalid', {
        fr: 'Les lignes se compensent sur un même compte, ou dépassent ce qu’une ligne peut porter\u202f: il en faut deux, sur deux comptes.',
        en: 'The lines cancel each other on one account, or are more than a line may hold: two are needed, on two accounts.',
      })
    case 'notACustomer':
      return new VisibleError('invalid', {
        fr: 'Un auxiliaire est le numéro d’un client (cu_…), sur le compte des clients\u202f: ni nom ni adresse.',
        en: 'An auxiliary is a customer’s number (cu_…), on the account of customers: no name and no address.',
      })
    case 'openingTwice':
      return new VisibleError('conflict', {
        fr: 'L’exercice a déjà son écriture d’ouverture\u202f: corrigez-la par une autre écriture.',
        en: 'The year has its opening entry already: correct it by another entry.',
      })
    case 'openingDay':
      return new VisibleError('invalid', {
        fr: `L’écriture d’ouverture est datée du premier jour de l’exercice, ${refusal.first}, tant que ce mois est ouvert.`,
        en: `The opening entry is dated the first day of the year, ${refusal.first}, while that month is open.`,
      })
    case 'otherContent':
      return new VisibleError('conflict', {
        fr: 'Cette écriture est déjà passée, avec un autre contenu.',
        en: 'This entry is booked already, with other content.',
      })
    default:
      return refusal
  }
}

const noReason = new VisibleError('invalid', {
  fr: 'Dites pourquoi\u202f: la raison reste dans les comptes.',
  en: 'Say why: the reason stays in the books.',
})

const isReversal = new VisibleError('conflict', {
  fr: 'C’est déjà une extourne\u202f: passez l’écriture de nouveau au lieu de l’annuler deux fois.',
  en: 'This takes something back already: book the entry anew instead of taking it back twice.',
})
