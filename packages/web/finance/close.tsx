// Months: those that are closed, for good, and the next one with what stands in its way.
import type { Hono } from 'hono'
import { type CloseRefusal, closeMonth, closeRefusal, nextToClose } from '#finance/close-month'
import { type MonthClose, monthCloses } from '#finance/store-closes'
import { unreachable } from '#kernel/errors'
import { sentenceCase } from '#kernel/typography'
import { recordAudit } from '#staff/audit'
import { listStaff } from '#staff/store'
import { Button, CsrfField } from '#web/shared/form.tsx'
import { formatInstant, formatMonth } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleEnv } from '../console/context.ts'
import { formValues } from '../console/context.ts'
import { Part, TableFrame } from '../console/parts.tsx'
import { nameBehind } from '../console/staff-name.tsx'
import type { FinanceDeps } from './context.ts'
import { FinancePage, financePath } from './frame.tsx'
import { AmountCell } from './money.tsx'
import { saidAfter } from './said.ts'

const path = `${financePath}/close`

export function closeRoutes(app: Hono<ConsoleEnv>, deps: FinanceDeps): void {
  app.get(path, (c) => show(deps, c, saidAfter(c)))
  app.post(path, async (c) => {
    const month = (await formValues(c))['month'] ?? ''
    const { email, id: staffId } = c.get('staff')
    const outcome = await closeMonth({ ...deps, hintStep: deps.stepHint }, { month, by: email })
    switch (outcome.kind) {
      case 'closing':
        await recordAudit(deps, { staffId, act: 'month.closed', subject: month })
        return c.redirect(`${path}?done=close-asked`, 303)
      case 'already':
        return c.redirect(path, 303)
      case 'malformed':
      case 'notOver':
      case 'notNext':
      case 'openExceptions':
      case 'notRun':
        return show(deps, c, { tone: 'bad', sentence: refusalWords(outcome) }, 422)
      default:
        return unreachable(outcome)
    }
  })
}

async function show(
  deps: FinanceDeps,
  c: ConsoleContext,
  flash: FlashMessage | undefined,
  status: 200 | 422 = 200,
) {
  const [closes, next, staff] = await Promise.all([
    monthCloses(deps.table),
    nextToClose(deps.table),
    listStaff(deps),
  ])
  const refusal = next === undefined ? undefined : await closeRefusal(deps, { month: next })
  const locale = c.get('locale')
  const who = (id: string) => nameBehind(staff, id, locale)
  return c.html(<ClosePage {...{ c, closes, next, refusal, flash, who }} />, status)
}

/** Why a month can't be closed now, and what to do. */
export function refusalWords(refusal: CloseRefusal): { fr: string; en: string } {
  switch (refusal.kind) {
    case 'malformed':
      return { fr: 'Choisissez un mois de la liste.', en: 'Choose a month from the list.' }
    case 'notOver':
      return {
        fr: 'Ce mois n’est pas fini\u202f: il se clôt à partir du premier jour du suivant.',
        en: 'This month is not over: it closes from the first day of the next one on.',
      }
    case 'notNext': {
      const { next } = refusal
      return {
        fr: `Les mois se closent dans l’ordre\u202f: ${formatMonth(next, 'fr')} vient d’abord.`,
        en: `Months close in their order: ${formatMonth(next, 'en')} comes first.`,
      }
    }
    case 'openExceptions': {
      const count = refusal.exceptions.length
      return count === 1
        ? { fr: 'Une anomalie reste à régler.', en: 'One exception is left to settle.' }
        : {
            fr: `${count} anomalies restent à régler.`,
            en: `${count} exceptions are left to settle.`,
          }
    }
    case 'notRun':
      return {
        fr: 'Les comptes n’ont pas été mis à jour depuis la fin de ce mois. La prochaine nuit le fait, ou vous, depuis la liste de contrôle.',
        en: 'The books have not been brought up to date since this month ended. The next night does, or you do, from the checklist.',
      }
    default:
      return unreachable(refusal)
  }
}

type Props = {
  c: ConsoleContext
  closes: readonly MonthClose[]
  next: string | undefined
  refusal: CloseRefusal | undefined
  flash: FlashMessage | undefined
  who: (id: string) => string
}

function ClosePage({ c, closes, next, refusal, flash, who }: Props) {
  const { locale } = c.get('view')
  return (
    <FinancePage
      c={c}
      tab="close"
      title={say(locale, 'Clôture des mois', 'Months')}
      flash={flash}
      lead={say(
        locale,
        'Un mois clos ne se rouvre jamais. Ce qui arrive après prend la date du premier jour ouvert et garde la sienne sur sa pièce.',
        'A closed month is never opened again. What comes later takes the first open day and keeps its own on its piece.',
      )}
    >
      {next !== undefined && <NextMonth c={c} month={next} refusal={refusal} />}
      {closes.length === 0 ? (
        next === undefined && (
          <Empty title={say(locale, 'Rien n’est encore comptabilisé', 'Nothing is booked yet')}>
            {say(
              locale,
              'Un mois peut être clos quand il est fini et que rien n’y reste à régler. Le premier est celui de la première écriture.',
              'A month can be closed once it is over and nothing is left to settle in it. The first is that of the first entry.',
            )}
          </Empty>
        )
      ) : (
        <Part title={say(locale, 'Mois clos', 'Closed months')}>
          <Closes c={c} closes={closes} who={who} />
        </Part>
      )}
    </FinancePage>
  )
}

function NextMonth(props: { c: ConsoleContext; month: string; refusal: CloseRefusal | undefined }) {
  const { c, month, refusal } = props
  const locale = c.get('locale')
  const name = formatMonth(month, locale)
  return (
    <Part title={sentenceCase(name, locale)} id={month}>
      {refusal ? (
        <>
          <p>{refusalWords(refusal)[locale]}</p>
          <p class="actions">
            {refusal.kind === 'openExceptions' ? (
              <a class="button primary" href={`${financePath}/exceptions`}>
                {say(locale, 'Régler les anomalies', 'Settle the exceptions')}
              </a>
            ) : (
              <a class="button" href={financePath}>
                {say(locale, 'Liste de contrôle', 'Checklist')}
              </a>
            )}
          </p>
        </>
      ) : (
        <form method="post" action={path}>
          <CsrfField token={c.get('csrf')} />
          <input type="hidden" name="month" value={month} />
          <p>
            {say(
              locale,
              `Les écritures de ${name} seront scellées et le mois clos, pour toujours. L’empreinte du scellé part par mail à la comptabilité.`,
              `The entries of ${name} will be sealed and the month closed, for good. The seal’s hash is mailed to finance.`,
            )}
          </p>
          <p class="actions">
            <Button tone="primary">{say(locale, `Clore ${name}`, `Close ${name}`)}</Button>
            <a class="button quiet" href={`${financePath}/balance?month=${month}`}>
              {say(locale, 'Relire la balance', 'Look at the trial balance')}
            </a>
          </p>
        </form>
      )}
    </Part>
  )
}

function Closes(props: {
  c: ConsoleContext
  closes: readonly MonthClose[]
  who: (id: string) => string
}) {
  const { c, closes, who } = props
  const { locale, publication } = c.get('view')
  const debit = say(locale, 'Mouvements, €', 'Moved, €')
  return (
    <TableFrame label={say(locale, 'Mois clos', 'Closed months')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Mois', 'Month')}</th>
            <th scope="col">{say(locale, 'État', 'State')}</th>
            <th scope="col" class="number">
              {debit}
            </th>
            <th scope="col">{say(locale, 'Scellé', 'Seal')}</th>
            <th scope="col">{say(locale, 'Clos par', 'Closed by')}</th>
          </tr>
        </thead>
        <tbody>
          {closes.toReversed().map((close) => (
            <tr id={close.month}>
              <th scope="row" class="row-line">
                <a href={`${financePath}/balance?month=${close.month}`}>
                  {sentenceCase(formatMonth(close.month, locale), locale)}
                </a>
              </th>
              <td>
                <CloseState c={c} close={close} />{' '}
                {close.upTo && (
                  <a href={`${financePath}/papers/month/${close.month}.pdf`}>
                    {say(locale, 'Synthèse (PDF)', 'Summary (PDF)')}
                  </a>
                )}
              </td>
              <AmountCell cents={debitOf(close)} locale={locale} label={debit} />
              <td class="labelled" data-label={say(locale, 'Scellé', 'Seal')}>
                {close.seal && close.seal.number > 0 && (
                  <a href={`${financePath}/seals#seal-${close.seal.number}`}>
                    {close.seal.number}{' '}
                    <span class="hash-short soft">{close.seal.hash.slice(0, 12)}…</span>
                  </a>
                )}
              </td>
              <td>
                {who(close.by)}
                {close.closedAt && (
                  <span class="soft">
                    , {formatInstant(close.closedAt, locale, publication.zone)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function CloseState({ c, close }: { c: ConsoleContext; close: MonthClose }) {
  const locale = c.get('locale')
  return close.upTo ? (
    <Status tone="good">{say(locale, 'clos', 'closed')}</Status>
  ) : (
    <Status tone="calm">{say(locale, 'en cours de clôture', 'being closed')}</Status>
  )
}

function debitOf({ own }: MonthClose): number {
  return Object.values(own ?? {}).reduce((sum, [debit]) => sum + debit, 0)
}
