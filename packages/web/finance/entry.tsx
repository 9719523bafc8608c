// Entries made by hand: the form with its lines, and the act. It balances, says why, and names who.

import type { Hono } from 'hono'
import { type BookedEntry, bookEntry, Entry } from '#finance/book-entry'
import type { Exception } from '#finance/exception'
import { resolveBy } from '#finance/resolve-by'
import { exceptionOf } from '#finance/store-exceptions'
import type { Sentence } from '#kernel/errors'
import { unreachable } from '#kernel/errors'
import { type EntryId, idSchema } from '#kernel/ids'
import { formatEuros } from '#kernel/typography'
import { recordAudit } from '#staff/audit'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import { formatDate } from '#web/shared/format.tsx'
import { type ConsoleContext, type ConsoleEnv, formList, formValues } from '../console/context.ts'
import type { FinanceDeps } from './context.ts'
import { type EntryLine, EntryPage, entryRows } from './entry-page.tsx'
import { financePath } from './frame.tsx'
import { exceptionPath, transactionPath } from './money.tsx'

const path = `${financePath}/entry`

export function entryRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(path, async (c) => {
    const exceptionId = c.req.query('exception')
    const exception =
      exceptionId === undefined ? undefined : await exceptionOf(deps.table, exceptionId)
    return c.html(
      <EntryPage
        c={c}
        id={deps.makeId('entry')}
        exception={exception}
        lines={Array.from({ length: entryRows }, () => emptyLine)}
        form={emptyForm}
      />,
    )
  })
  app.post(path, (c) => enter(deps, c))
}

const emptyLine: EntryLine = { account: '', auxiliary: '', debit: '', credit: '' }

/** `1 234,56`, `1234.56`, `12` in cents; undefined of anything else. */
export function readCents(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.')
  if (!/^\d{1,10}(\.\d{1,2})?$/.test(plain)) return undefined
  const [whole = '0', rest = ''] = plain.split('.')
  return Number(whole) * 100 + Number(rest.padEnd(2, '0'))
}

async function linesOf(c: ConsoleContext): Promise<EntryLine[]> {
  const [account, auxiliary, debit, credit] = await Promise.all(
    ['account', 'auxiliary', 'debit', 'credit'].map((name) => formList(c, name)),
  )
  return (account ?? []).slice(0, 100).map((one, at) => ({
    account: one.trim(),
    auxiliary: auxiliary?.[at]?.trim() ?? '',
    debit: debit?.[at]?.trim() ?? '',
    credit: credit?.[at]?.trim() ?? '',
  }))
}

type Posted = { account: string; auxiliary?: string; cents: number }

/** The lines as postings, or what is off with the first that is not one. Empty ones are left out. */
export function readLines(lines: readonly EntryLine[]): Posted[] | Sentence {
  const postings: Posted[] = []
  for (const [at, line] of lines.entries()) {
    const { account, auxiliary, debit, credit } = line
    if (account === '' && debit === '' && credit === '' && auxiliary === '') continue
    const sides = [debit, credit].filter((side) => side !== '')
    const cents = sides.length === 1 ? readCents(sides[0] ?? '') : undefined
    if (!/^\d{3}[0-9A-Z]{0,9}$/.test(account))
      return {
        fr: `Ligne ${at + 1}\u202f: choisissez un compte de la liste.`,
        en: `Line ${at + 1}: choose an account from the list.`,
      }
    if (cents === undefined || cents === 0)
      return {
        fr: `Ligne ${at + 1}\u202f: écrivez un montant au débit ou au crédit, comme 12,50.`,
        en: `Line ${at + 1}: write an amount on the debit or the credit side, like 12.50.`,
      }
    postings.push({
      account,
      ...(auxiliary === '' ? {} : { auxiliary }),
      cents: debit === '' ? -cents : cents,
    })
  }
  return postings
}

async function enter(deps: FinanceDeps, c: ConsoleContext) {
  const values = await formValues(c)
  const lines = await linesOf(c)
  const postings = readLines(lines)
  const exception =
    values['exception'] === undefined || values['exception'] === ''
      ? undefined
      : await exceptionOf(deps.table, values['exception'])
  const known = idSchema('entry').safeParse(values['id'])
  const id: EntryId = known.success ? known.data : deps.makeId('entry')
  const again = (errors: FormState['errors']) =>
    c.html(
      <EntryPage
        {...{ c, id, exception, form: { values, errors } }}
        lines={[
          ...lines,
          ...Array.from({ length: Math.max(0, entryRows - lines.length) }, () => emptyLine),
        ]}
      />,
      422,
    )
  if (!Array.isArray(postings)) return again({ lines: postings })
  const errors = faultsOf(values)
  if (Object.keys(errors).length > 0) return again(errors)
  const entry = Entry.safeParse({
    kind: values['kind'],
    date: values['date'],
    piece: values['piece']?.trim(),
    label: values['label']?.trim(),
    reason: values['reason']?.trim(),
    postings,
  })
  if (!entry.success) return again({ lines: tooFew })
  if (exception && isSettledOtherwise(exception, id))
    return c.redirect(`${exceptionPath(exception.id)}?done=resolved-already`, 303)
  const { email, id: staffId } = c.get('staff')
  const outcome = await bookEntry(deps, { id, by: email, entry: entry.data })
  const refusal = refusalOf(outcome)
  if (refusal || (outcome.kind !== 'booked' && outcome.kind !== 'already'))
    return again(refusal ?? { lines: tooFew })
  const { source } = outcome.booked.transaction
  await recordAudit(deps, { staffId, act: 'entry.made', subject: source.slice(0, 80) })
  if (!exception)
    return c.redirect(
      `${transactionPath(source)}?done=${outcome.kind === 'booked' ? 'entered' : 'entered-already'}`,
      303,
    )
  const { reason } = entry.data
  const settled = await resolveBy(deps, {
    ...{ exceptionId: exception.id, way: 'entry', by: email, source, reason },
  })
  const isOurs = settled.kind === 'already' && settled.exception.resolution?.source === source
  // Somebody else chose at the same moment: who made the entry sees both, and can take it back.
  if (settled.kind !== 'resolved' && !isOurs)
    return c.redirect(`${transactionPath(source)}?done=entered-beside`, 303)
  await recordAudit(deps, {
    ...{ staffId, act: 'exception.resolved', subject: exception.id, data: { way: 'entry' } },
  })
  return c.redirect(`${exceptionPath(exception.id)}?done=resolved`, 303)
}

/** Somebody settled it, or chose how: an entry more would settle it twice. */
function isSettledOtherwise({ claim, resolution }: Exception, id: EntryId): boolean {
  const source = resolution?.source ?? claim?.source
  return (resolution !== undefined || claim !== undefined) && source !== id
}

const tooFew: Sentence = {
  fr: 'Une écriture a au moins deux lignes, un libellé, une pièce et un motif, sans barre ni retour à la ligne.',
  en: 'An entry has at least two lines, a label, a piece and a reason, without bars or line breaks.',
}

function faultsOf(values: Readonly<Record<string, string>>): FormState['errors'] {
  const errors: Record<string, Sentence> = {}
  if (!/^\d{4}-\d{2}-\d{2}$/.test(values['date'] ?? ''))
    errors['date'] = { fr: 'Donnez la date de l’écriture.', en: 'Give the entry’s date.' }
  if (!values['piece']?.trim())
    errors['piece'] = {
      fr: 'Donnez la référence de la pièce qui la justifie.',
      en: 'Give the reference of the piece that proves it.',
    }
  if (!values['label']?.trim())
    errors['label'] = { fr: 'Donnez un libellé.', en: 'Give it a label.' }
  if (!values['reason']?.trim())
    errors['reason'] = {
      fr: 'Dites pourquoi cette écriture est passée à la main.',
      en: 'Say why this entry is made by hand.',
    }
  return errors
}

/** What stands in the way, beside the field it is about; undefined when it is booked. */
function refusalOf(outcome: BookedEntry): FormState['errors'] | undefined {
  switch (outcome.kind) {
    case 'booked':
    case 'already':
      return undefined
    case 'unbalanced': {
      const { differenceCents: off } = outcome
      const [fr, en] = [formatEuros(Math.abs(off), 'fr'), formatEuros(Math.abs(off), 'en')]
      return {
        lines:
          off > 0
            ? {
                fr: `Elle n’est pas équilibrée\u202f: il manque ${fr} au crédit.`,
                en: `It does not balance: ${en} is missing on the credit side.`,
              }
            : {
                fr: `Elle n’est pas équilibrée\u202f: il manque ${fr} au débit.`,
                en: `It does not balance: ${en} is missing on the debit side.`,
              },
      }
    }
    case 'unknownAccount': {
      const list = outcome.accounts.join(', ')
      return {
        lines: {
          fr: `Compte inconnu\u202f: ${list}. Prenez-en un de la liste, ou ajoutez-le à la configuration du titre.`,
          en: `Unknown account: ${list}. Take one from the list, or add it to the title’s configuration.`,
        },
      }
    }
    case 'inFuture':
      return {
        date: {
          fr: 'Une écriture n’est pas datée de l’avenir.',
          en: 'An entry is not dated in the future.',
        },
      }
    case 'tooOld':
      return {
        date: {
          fr: `Vérifiez l’année\u202f: une écriture est datée au plus tôt du ${formatDate(outcome.first, 'fr')}.`,
          en: `Check the year: an entry is dated ${formatDate(outcome.first, 'en')} at the earliest.`,
        },
      }
    case 'noLines':
      return {
        lines: {
          fr: 'Ces lignes se compensent sur un même compte, ou dépassent ce qu’une ligne peut porter\u202f: il en faut deux, sur deux comptes.',
          en: 'These lines cancel each other on one account, or are more than a line may hold: two are needed, on two accounts.',
        },
      }
    case 'notACustomer':
      return {
        lines: {
          fr: 'Le client s’écrit par son numéro (cu_…), sur le compte des clients seulement\u202f: ni nom ni adresse dans les comptes.',
          en: 'The customer is written by number (cu_…), on the account of customers alone: no name and no address in the books.',
        },
      }
    case 'openingTwice':
      return {
        kind: {
          fr: 'Les à nouveaux de cet exercice sont déjà passés. Corrigez-les par une écriture diverse.',
          en: 'The opening of this fiscal year is booked. Correct it by another entry.',
        },
      }
    case 'openingDay':
      return {
        date: {
          fr: `Les à nouveaux se passent au premier jour d’un exercice encore ouvert\u202f: le ${formatDate(outcome.first, 'fr')}.`,
          en: `The opening is booked on the first day of a fiscal year that is open: ${formatDate(outcome.first, 'en')}.`,
        },
      }
    case 'otherContent':
      return {
        lines: {
          fr: 'Ce formulaire a déjà servi pour une autre écriture. Ouvrez-en un nouveau.',
          en: 'This form was used for another entry. Open a new one.',
        },
      }
    default:
      return unreachable(outcome)
  }
}
