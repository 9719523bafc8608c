// Opens and clicks: over those who allowed it, machines apart and called a guess; clicks by link.
import type { MailingReport } from '#delivery/report-mailing'
import type { Locale } from '#kernel/errors'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { formatNumber, formatShare } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { TableFrame } from '../parts.tsx'
import { newsletterPath } from './desk.ts'
import { namesPath } from './report-links.ts'

type Counts = Pick<
  MailingReport,
  'tracked' | 'accepted' | 'opened' | 'openedByMachine' | 'clicked' | 'clickedByMachine' | 'clicks'
>

type Props = {
  counts: Counts
  names?: { newsletterId: NewsletterId; mailingId: MailingId } | undefined
  locale: Locale
}

export function ReportReading(props: Props) {
  const { counts, locale } = props
  if (counts.accepted === 0) return null
  return (
    <section class="reading">
      <h3>{say(locale, 'Lecture', 'Reading')}</h3>
      {counts.tracked === 0 ? (
        <p class="soft">
          {say(
            locale,
            'Aucun de ses lecteurs n’a accepté qu’on relève ouvertures et clics\u202f: rien n’en est compté.',
            'None of its readers has agreed to opens and clicks being recorded: none are counted.',
          )}
        </p>
      ) : (
        <Rates {...props} />
      )}
      {counts.clicks.length > 0 && <Clicks {...props} />}
    </section>
  )
}

function Rates(props: Props) {
  const { counts, locale } = props
  const n = (value: number) => formatNumber(value, locale)
  return (
    <>
      <dl class="rates">
        <Rate {...props} state="opened" people={counts.opened} machines={counts.openedByMachine} />
        <Rate
          {...props}
          state="clicked"
          people={counts.clicked}
          machines={counts.clickedByMachine}
        />
      </dl>
      <p class="soft report-note">
        {say(
          locale,
          `Sur les ${n(counts.tracked)} lecteurs qui l’ont accepté, parmi ${n(counts.accepted)} envois. Distinguer une personne d’une machine (antivirus, préchargement) est une supposition.`,
          `Over the ${n(counts.tracked)} readers who agreed to it, of ${n(counts.accepted)} sent. Telling a person from a machine (virus scanners, prefetching) is a guess.`,
        )}
      </p>
    </>
  )
}

function Rate(props: Props & { state: 'opened' | 'clicked'; people: number; machines: number }) {
  const { counts, names, locale, state, people, machines } = props
  const n = (value: number) => formatNumber(value, locale)
  const link = (of: string, count: number, text: string) =>
    names && count > 0 ? (
      <a href={namesPath(names.newsletterId, { ...names, state: of })}>{text}</a>
    ) : (
      text
    )
  return (
    <div>
      <dt>
        {state === 'opened'
          ? say(locale, 'Ont ouvert', 'Opened')
          : say(locale, 'Ont cliqué', 'Clicked')}
      </dt>
      <dd>
        <span class="rate">{formatShare(people / counts.tracked, locale, 1)}</span>
        <span>
          {link(
            state,
            people,
            people === 1 || (people === 0 && locale === 'fr')
              ? say(locale, '1 personne', '1 person')
              : say(locale, `${n(people)} personnes`, `${n(people)} people`),
          )}{' '}
          {say(locale, `sur ${n(counts.tracked)}`, `over ${n(counts.tracked)}`)}
        </span>
        <span class="soft">
          {machines === 0
            ? say(locale, 'aucune machine devinée', 'no machine guessed')
            : link(
                `${state}ByMachine`,
                machines,
                say(
                  locale,
                  machines === 1
                    ? 'et sans doute une machine'
                    : `et sans doute ${n(machines)} machines`,
                  machines === 1
                    ? 'and a machine, we guess'
                    : `and ${n(machines)} machines, we guess`,
                ),
              )}
        </span>
      </dd>
    </div>
  )
}

function Clicks({ counts, names, locale }: Props) {
  const { clicks, clicked } = counts
  const most = Math.max(...clicks.map(({ people }) => people), 1)
  const top = clicks[0]
  const title =
    top && clicked > 0
      ? say(
          locale,
          `${formatShare(Math.min(1, top.people / clicked), locale)} de ceux qui ont cliqué sont allés au premier lien`,
          `${formatShare(Math.min(1, top.people / clicked), locale)} of those who clicked went to the first link`,
        )
      : say(locale, 'Clics par lien', 'Clicks by link')
  return (
    <>
      <p class="finding">{title}</p>
      <TableFrame label={title}>
        <table class="table clicks">
          <thead>
            <tr>
              <th scope="col">{say(locale, 'Lien', 'Link')}</th>
              <th scope="col" class="number">
                {say(locale, 'Personnes', 'People')}
              </th>
              <th scope="col" class="share">
                <span class="visually-hidden">{say(locale, 'Part', 'Share')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {clicks.map(({ url, link, people }) => (
              <tr>
                <th scope="row" class="link">
                  {url === '' ? (
                    say(locale, `lien n°\u00a0${link + 1}`, `link ${link + 1}`)
                  ) : (
                    <a href={url} rel="noreferrer">
                      {shortUrl(url)}
                    </a>
                  )}
                </th>
                <td class="number">{formatNumber(people, locale)}</td>
                <td class="share">
                  <Bar share={people / most} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {names && (
        <p class="report-note">
          <a
            href={`${newsletterPath(names.newsletterId, 'report/clicks')}?mailing=${names.mailingId}`}
          >
            {say(locale, 'Les clics sur la lettre elle-même', 'The clicks on the mail itself')}
          </a>
        </p>
      )}
    </>
  )
}

/** A share from 0 to 1 as a bar in a table's cell; the number beside it says the same. */
export function Bar({ share, tone }: { share: number; tone?: 'bad' | 'warn' }) {
  return (
    <svg
      class={`bar-line ${tone ?? ''}`}
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="bar-ground" width="100" height="8" />
      <rect
        class="bar-mark"
        width={Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 10}
        height="8"
      />
    </svg>
  )
}

/** Host and path, without what only programs read. */
function shortUrl(url: string): string {
  const { host, pathname } = new URL(url)
  const text = `${host.replace(/^www\./, '')}${pathname === '/' ? '' : pathname}`
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
