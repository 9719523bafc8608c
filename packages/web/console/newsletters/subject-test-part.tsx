// The subject test on a mailing's report: both subjects with what is known of them and how surely,
// when it is decided, and the choice a person may make before.
import type { SubjectTest } from '#delivery/mailing'
import type { MailingReport } from '#delivery/report-mailing'
import { verdictLimits } from '#delivery/subject-verdict'
import type { TestGroup, TestResult } from '#delivery/test-result'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { hasRole } from '#staff/member'
import { formatNumber, formatShare } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { TableFrame } from '../parts.tsx'
import { newsletterPath } from './desk.ts'
import { findingOf, stageOf, stageSentence, type TestStage } from './subject-test-words.ts'

export type SubjectTestPartProps = {
  c: ConsoleContext
  newsletter: Newsletter
  one: MailingReport
  /** Undefined until its groups are drawn. */
  result: TestResult | undefined
  /** The name behind an id of staff. */
  nameOf: (id: string) => string
}

/** Nothing for a mailing without a test. */
export function SubjectTestPart(props: SubjectTestPartProps) {
  const { c, one, result, nameOf } = props
  const { mailing } = one
  const { test } = mailing
  const { locale } = c.get('view')
  if (!test) return null
  const stage = stageOf(mailing, test, result)
  const [a, b] = [mailing.subject, test.subjectB]
  return (
    <section class="reading subject-test">
      <h3>{say(locale, 'Deux objets comparés', 'Two subjects compared')}</h3>
      <p>{stageSentence({ mailing, test, result, stage }, { locale, nameOf })}</p>
      {result ? (
        <Comparison result={result} test={test} stage={stage} locale={locale} />
      ) : (
        <ol class="subjects">
          <li>
            <b>A</b> {a}
          </li>
          <li>
            <b>B</b> {b}
          </li>
        </ol>
      )}
      {(stage === 'calling' || stage === 'waiting') && <Choice {...props} stage={stage} />}
    </section>
  )
}

type ComparisonProps = { result: TestResult; test: SubjectTest; stage: TestStage; locale: Locale }

function Comparison(props: ComparisonProps) {
  const { result, test, stage, locale } = props
  const { a, b, verdict } = result
  const isOver = stage === 'decided' || stage === 'allTested' || stage === 'cancelled'
  const hasPeople = Math.min(a.n, b.n) >= verdictLimits.minPeople
  const title = findingOf(verdict, { locale, measure: test.measure, isOver, hasPeople })
  // Both on one scale from nought, so that lengths can be compared.
  const ceiling = Math.max(0.05, ...[a, b].map(({ n, high, share }) => (n > 0 ? high : share)))
  return (
    <figure class="subject-figure">
      <figcaption class="finding">{title}</figcaption>
      <Row letter="A" group={a} ceiling={ceiling} isLead={test.winner === 'a'} {...props} />
      <Row letter="B" group={b} ceiling={ceiling} isLead={test.winner === 'b'} {...props} />
      <Figures {...props} />
      <p class="soft report-note">
        {say(
          locale,
          'Le trait montre où se trouve la vraie part, 95 fois sur 100 (intervalle de Wilson). On ne compte que les lecteurs qui acceptent la mesure, et des personnes seulement. Un objet gagne quand l’intervalle de la différence (Newcombe) ne contient pas zéro.',
          'The line shows where the true share lies, 95 times of 100 (Wilson’s interval). Only readers who agreed to being measured are counted, and people only. A subject wins when the interval of the difference (Newcombe) does not hold nought.',
        )}
      </p>
    </figure>
  )
}

function Row(
  props: ComparisonProps & { letter: string; group: TestGroup; ceiling: number; isLead: boolean },
) {
  const { letter, group, ceiling, isLead, locale } = props
  const { n, share, low, high } = group
  const x = (value: number) => Math.round((value / ceiling) * 1_000) / 10
  return (
    <div class={`subject-row${isLead ? ' lead' : ''}`}>
      <p>
        <b>{letter}</b> {group.subject}
      </p>
      <svg
        class="bar-line whiskered"
        viewBox="0 0 100 20"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <line class="bar-zero" x1="0" x2="0" y1="0" y2="20" />
        {n > 0 && (
          <>
            <rect class="bar-mark" y="3" width={x(share)} height="14" />
            <line class="whisker" x1={x(low)} x2={x(high)} y1="10" y2="10" />
            <line class="whisker" x1={x(low)} x2={x(low)} y1="5" y2="15" />
            <line class="whisker" x1={x(high)} x2={x(high)} y1="5" y2="15" />
          </>
        )}
      </svg>
      <p class="subject-value">
        {n === 0 ? (
          <span class="soft">{say(locale, 'personne n’est mesuré', 'nobody is measured')}</span>
        ) : (
          <>
            <b>{formatShare(share, locale, 1)}</b>{' '}
            <span class="soft">
              {say(
                locale,
                `de ${formatShare(low, locale, 1)} à ${formatShare(high, locale, 1)}`,
                `from ${formatShare(low, locale, 1)} to ${formatShare(high, locale, 1)}`,
              )}
            </span>
          </>
        )}
      </p>
    </div>
  )
}

function Figures({ result, test, locale }: ComparisonProps) {
  const n = (value: number) => formatNumber(value, locale)
  const did =
    test.measure === 'opened'
      ? say(locale, 'Ont ouvert', 'Opened')
      : say(locale, 'Ont cliqué', 'Clicked')
  const heads = [
    say(locale, 'Destinataires', 'Recipients'),
    say(locale, 'Acceptés', 'Accepted'),
    say(locale, 'Mesurés', 'Measured'),
    did,
  ]
  const label = say(locale, 'Les chiffres des deux objets', 'The figures of both subjects')
  return (
    <details>
      <summary>{say(locale, 'Les chiffres', 'The figures')}</summary>
      <TableFrame label={label}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Objet', 'Subject')}</th>
              {heads.map((head) => (
                <th scope="col" class="number">
                  {head}
                </th>
              ))}
              <th scope="col" class="number">
                {say(locale, 'Part (95\u202f%)', 'Share (95%)')}
              </th>
            </tr>
          </thead>
          <tbody>
            {(['a', 'b'] as const).map((name) => {
              const group = result[name]
              return (
                <tr>
                  <th scope="row">{name.toUpperCase()}</th>
                  <td class="number">{n(group.planned)}</td>
                  <td class="number">{n(group.accepted)}</td>
                  <td class="number">{n(group.n)}</td>
                  <td class="number">{n(group.k)}</td>
                  <td class="number">
                    {group.n === 0
                      ? '–'
                      : `${formatShare(group.share, locale, 1)} (${formatShare(group.low, locale, 1)} – ${formatShare(group.high, locale, 1)})`}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableFrame>
    </details>
  )
}

/** Deciding before the rule does; what is in the test keeps its subject. */
function Choice({ c, newsletter, one, stage }: SubjectTestPartProps & { stage: TestStage }) {
  const { locale } = c.get('view')
  if (!hasRole(c.get('staff'), 'marketing')) return null
  return (
    <form method="post" action={newsletterPath(newsletter.id, 'decide')} class="subject-choice">
      <input type="hidden" name="csrf" value={c.get('csrf')} />
      <input type="hidden" name="mailing" value={one.mailing.id} />
      <div class="actions">
        {(['a', 'b'] as const).map((winner) => (
          <button class="button small" type="submit" name="winner" value={winner}>
            {say(
              locale,
              `Envoyer le reste avec ${winner.toUpperCase()}`,
              `Send the rest with ${winner.toUpperCase()}`,
            )}
          </button>
        ))}
      </div>
      <p class="soft">
        {stage === 'calling'
          ? say(
              locale,
              'Sans attendre la fin du test. Ce choix ne se reprend pas.',
              'Without waiting for the end of the test. This choice cannot be taken back.',
            )
          : say(
              locale,
              'Tout de suite, sans attendre l’heure dite. Ce choix ne se reprend pas.',
              'At once, without waiting for the hour. This choice cannot be taken back.',
            )}
      </p>
    </form>
  )
}
