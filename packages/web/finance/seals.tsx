// Seals: each with what it holds and its hash, the check of a hash that somebody kept, and the
// recomputation of everything.
import type { Hono } from 'hono'
import type { Seal } from '#finance/seal'
import { sealsFrom, sealsPage } from '#finance/store-seals'
import { type Verdict, verifyBooks } from '#finance/verify-books'
import type { Difference } from '#finance/verify-seals'
import type { Locale, Sentence } from '#kernel/errors'
import { recordAudit } from '#staff/audit'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatDate, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, type FlashMessage, Pager } from '#web/shared/parts.tsx'
import { type ConsoleContext, type ConsoleEnv, formValues } from '../console/context.ts'
import { Part, TableFrame } from '../console/parts.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath } from './frame.tsx'
import { AmountCell } from './money.tsx'

const path = `${financePath}/seals`
const pageSize = 50

/** So many sealed entries are recomputed for a page; beyond, the command does it. */
const mostVerified = 20_000

export function sealRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(path, (c) => show(deps, c, undefined))
  app.post(`${path}/verify`, async (c) => {
    // Mails part it in groups, as it is read aloud.
    const anchor = (await formValues(c))['anchor']?.replace(/\s/g, '').toLowerCase() ?? ''
    if (anchor !== '' && !/^[0-9a-f]{64}$/.test(anchor)) return show(deps, c, malformed, anchor)
    const flash = await verified(deps, anchor)
    const staffId = c.get('staff').id
    const data = { found: flash.tone }
    await recordAudit(deps, { staffId, act: 'books.verified', subject: 'books', data })
    return show(deps, c, flash, anchor)
  })
}

const malformed: FlashMessage = {
  tone: 'bad',
  sentence: {
    fr: 'Une empreinte compte 64 signes, de 0 à 9 et de a à f. Recopiez-la entière depuis le mail.',
    en: 'A hash has 64 characters, 0 to 9 and a to f. Copy it whole from the mail.',
  },
}

async function verified({ table }: FinanceDeps, anchor: string): Promise<FlashMessage> {
  const sum = { count: 0, isAnchored: anchor === '' }
  for await (const { count, hash } of sealsFrom(table)) {
    sum.count += count
    sum.isAnchored ||= hash === anchor
  }
  if (sum.count > mostVerified) return tooMany(sum)
  const verdict = await verifyBooks(table, anchor === '' ? {} : { anchor })
  return verdict.kind === 'ok' ? holds(verdict, anchor !== '') : differs(verdict.difference)
}

/** What was copied wrongly is likelier than books that were rewritten: it is the first thing to check. */
const unanchored: FlashMessage = {
  tone: 'bad',
  sentence: {
    fr: 'Dans ces comptes, aucun scellé n’a cette empreinte. Comparez-la signe à signe avec le mail\u202f; si elle est juste, les comptes ont été réécrits\u202f: prévenez l’administration et gardez la dernière sauvegarde.',
    en: 'In these books, no seal has this hash. Compare it with the mail, character by character; if it is right, the books were rewritten: tell the administration and keep the last backup.',
  },
}

function tooMany({ count, isAnchored }: { count: number; isAnchored: boolean }): FlashMessage {
  const command = 'kiosque finance verify'
  const [fr, en] = [formatNumber(count, 'fr'), formatNumber(count, 'en')]
  if (!isAnchored) return unanchored
  return {
    tone: 'warn',
    sentence: {
      fr: `${fr} écritures sont trop pour une page\u202f: lancez « ${command} », qui recalcule tout et donne la même réponse.`,
      en: `${en} entries are too many for a page: run “${command}”, which recomputes all and gives the same answer.`,
    },
  }
}

const nothingYet: FlashMessage = {
  tone: 'good',
  sentence: {
    fr: 'Rien n’est encore comptabilisé\u202f: il n’y a rien à recalculer.',
    en: 'Nothing is booked yet: there is nothing to recompute.',
  },
}

function holds(verdict: Extract<Verdict, { kind: 'ok' }>, isAnchored: boolean): FlashMessage {
  const { transactions, postings, seals, unsealed } = verdict
  if (seals === 0 && unsealed === 0) return nothingYet
  const n = (count: number, locale: Locale) => formatNumber(count, locale)
  const fr = `Tout est juste\u202f: ${n(transactions, 'fr')} écritures, ${n(postings, 'fr')} lignes et ${n(seals, 'fr')} scellés ont été recalculés${isAnchored ? ', et l’empreinte est bien celle d’un scellé' : ''}.`
  const en = `All is right: ${n(transactions, 'en')} entries, ${n(postings, 'en')} lines and ${n(seals, 'en')} seals were recomputed${isAnchored ? ', and the hash is that of a seal' : ''}.`
  const waits = unsealed === 0 ? '' : `\u00a0${n(unsealed, 'fr')} attendent le prochain scellé.`
  const waitsEn = unsealed === 0 ? '' : ` ${n(unsealed, 'en')} wait for the next seal.`
  return { tone: 'good', sentence: { fr: fr + waits, en: en + waitsEn } }
}

const differences: Record<Difference['kind'], Sentence> = {
  chain: { fr: 'un scellé ne suit pas le précédent', en: 'a seal does not follow the one before' },
  seal: {
    fr: 'un scellé n’est pas celui de son empreinte',
    en: 'a seal is not what its hash says',
  },
  page: { fr: 'une page d’un scellé a changé', en: 'a page of a seal was changed' },
  number: { fr: 'un numéro d’écriture ne suit pas', en: 'a number does not follow' },
  missing: { fr: 'une écriture scellée a disparu', en: 'a sealed entry is gone' },
  changed: { fr: 'une écriture scellée a changé', en: 'a sealed entry was changed' },
  stamp: { fr: 'une écriture porte un autre scellé', en: 'an entry names another seal' },
  line: { fr: 'une ligne de compte a changé', en: 'a line of an account was changed' },
  close: {
    fr: 'un mois clos n’est pas la somme de ses scellés',
    en: 'a closed month is not the sum of its seals',
  },
  unsealed: {
    fr: 'une écriture à sceller est illisible',
    en: 'an entry to be sealed can’t be read',
  },
  anchor: { fr: 'aucun scellé n’a cette empreinte', en: 'no seal has this hash' },
}

function differs(difference: Difference): FlashMessage {
  if (difference.kind === 'anchor') return unanchored
  const { kind, seal, source, account, month } = difference
  const place = [seal > 0 ? `n° ${seal}` : '', source ?? '', account ?? '', month ?? ''].filter(
    (part) => part !== '',
  )
  const at = place.length === 0 ? '' : ` (${place.join(', ')})`
  const word = differences[kind]
  return {
    tone: 'bad',
    sentence: {
      fr: `Les comptes ont été altérés\u202f: ${word.fr}${at}. Ne corrigez rien\u202f; prévenez l’administration et gardez la dernière sauvegarde.`,
      en: `The books were altered: ${word.en}${at}. Correct nothing; tell the administration and keep the last backup.`,
    },
  }
}

async function show(
  deps: FinanceDeps,
  c: ConsoleContext,
  flash: FlashMessage | undefined,
  anchor = '',
) {
  const asked = Number(c.req.query('before'))
  const before = Number.isSafeInteger(asked) && asked > 0 ? asked : undefined
  const seals = await sealsPage(deps.table, { before, limit: pageSize })
  return c.html(
    <SealsPage {...{ c, seals, flash, anchor }} isFirst={before === undefined} />,
    flash === malformed ? 422 : 200,
  )
}

type Props = {
  c: ConsoleContext
  seals: readonly Seal[]
  flash: FlashMessage | undefined
  anchor: string
  isFirst: boolean
}

function SealsPage({ c, seals, flash, anchor, isFirst }: Props) {
  const locale = c.get('locale')
  const last = seals.at(-1)?.number ?? 1
  return (
    <FinancePage
      c={c}
      tab="seals"
      title={say(locale, 'Scellés', 'Seals')}
      flash={flash}
      lead={say(
        locale,
        'Chaque nuit, les écritures nouvelles sont numérotées et scellées\u202f; chaque empreinte tient à celle d’avant. Changer un seul signe se voit.',
        'Each night, new entries are numbered and sealed; each hash hangs on the one before. A single changed character shows.',
      )}
    >
      <Part title={say(locale, 'Vérifier', 'Verify')}>
        <form method="post" action={`${path}/verify`} class="form">
          <CsrfField token={c.get('csrf')} />
          <div class="field">
            <label for="f-anchor">
              {say(locale, 'Empreinte gardée', 'A hash that was kept')}
              <span class="optional"> ({say(locale, 'facultatif', 'optional')})</span>
            </label>
            <p class="hint" id="f-anchor-hint">
              {say(
                locale,
                'Celle d’un mail de clôture ou d’un mois imprimé. Elle prouve que les comptes n’ont pas été réécrits en entier.',
                'From a mail about a close or a printed month. It proves that the books were not rewritten as a whole.',
              )}
            </p>
            <input
              id="f-anchor"
              class="mono"
              name="anchor"
              value={anchor}
              maxlength={80}
              autocomplete="off"
              aria-describedby="f-anchor-hint"
            />
          </div>
          <p class="actions">
            <Button tone="primary">{say(locale, 'Tout recalculer', 'Recompute all')}</Button>
          </p>
        </form>
      </Part>
      <Part title={say(locale, 'Registre', 'Register')}>
        {seals.length === 0 ? (
          <Empty title={say(locale, 'Aucun scellé encore', 'No seal yet')}>
            {say(
              locale,
              'Le premier est posé la nuit qui suit la première écriture.',
              'The first is set in the night after the first entry.',
            )}
          </Empty>
        ) : (
          <Seals c={c} seals={seals} />
        )}
        <Pager
          locale={locale}
          newer={isFirst ? undefined : path}
          older={last > 1 ? `${path}?before=${last}` : undefined}
        />
      </Part>
    </FinancePage>
  )
}

function Seals({ c, seals }: { c: ConsoleContext; seals: readonly Seal[] }) {
  const locale = c.get('locale')
  const debit = say(locale, 'Débits, €', 'Debits, €')
  return (
    <TableFrame label={say(locale, 'Scellés', 'Seals')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Scellé', 'Seal')}</th>
            <th scope="col">{say(locale, 'Jour', 'Day')}</th>
            <th scope="col" class="number">
              {say(locale, 'Écritures', 'Entries')}
            </th>
            <th scope="col" class="number">
              {debit}
            </th>
            <th scope="col">{say(locale, 'Empreinte', 'Hash')}</th>
          </tr>
        </thead>
        <tbody>
          {seals.map(({ number, date, count, debit: cents, hash }) => (
            <tr id={`seal-${number}`}>
              <th scope="row">{number}</th>
              <td class="nowrap">{formatDate(date, locale)}</td>
              <td class="number" data-label={say(locale, 'écritures', 'entries')}>
                {formatNumber(count, locale)}
              </td>
              <AmountCell cents={cents} locale={locale} label={debit} />
              <td class="row-line">
                <span class="hash">{hash}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
