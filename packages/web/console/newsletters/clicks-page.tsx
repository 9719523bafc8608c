// The clicks of a mailing, drawn on the mail itself, and behind it as a table. Over consenting
// readers only; the links are those of the mailing's frozen list.
import { getLinks } from '#delivery/mail-links'
import type { Mailing } from '#delivery/mailing'
import { reportMailing } from '#delivery/report-mailing'
import { getRendition } from '#delivery/store'
import { segmentsOfVariant, variantsOf } from '#delivery/variants'
import { viewerName } from '#delivery/viewers'
import type { Newsletter } from '#editorial/newsletter'
import type { Locale } from '#kernel/errors'
import { notFound } from '#web/shared/errors.tsx'
import { Button, Select } from '#web/shared/form.tsx'
import { formatInstant, formatNumber, formatShare } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame } from '../parts.tsx'
import { clicksOnMail, type LinkMark } from './clicks-on-mail.ts'
import { newsletterIn, newsletterPath } from './desk.ts'
import { proofSecurity } from './proof.ts'
import { NewsletterTabs } from './tabs.tsx'

/** A counted link; `rank` is its place among the most clicked, from 1. */
type CountedLink = { rank: number; url: string; people: number }

type Clicks = {
  newsletter: Newsletter
  mailing: Mailing
  variants: string[]
  variant: string
  links: CountedLink[]
  /** Readers who got counted links, and those of them who followed one. */
  tracked: number
  clicked: number
  byMachine: number
}

const framePath = (id: string) => newsletterPath(id, 'report/clicks/mail')

/** Mount at `/:id/report/clicks`. */
export async function showClicks(deps: ConsoleDeps, c: ConsoleContext) {
  return c.html(<ClicksPage c={c} {...(await clicksOf(deps, c))} />)
}

/** What the page's frame shows; at `/:id/report/clicks/mail`. */
export async function showClicksMail(deps: ConsoleDeps, c: ConsoleContext) {
  const clicks = await clicksOf(deps, c)
  const rendition = await getRendition(deps.table, clicks.mailing.id, clicks.variant)
  if (!rendition) throw notFound()
  proofSecurity(c, deps.siteUrl)
  return c.html(clicksOnMail(rendition, marksOf(clicks, c.get('view').locale)))
}

async function clicksOf(deps: ConsoleDeps, c: ConsoleContext): Promise<Clicks> {
  const newsletter = await newsletterIn(deps, c)
  const asked = c.req.query('mailing')
  const mailingId = asked
    ? newsletter.mailingIds.find((id) => id === asked)
    : newsletter.mailingIds.at(-1)
  if (!mailingId) throw notFound()
  const report = await reportMailing(deps, { newsletterId: newsletter.id, mailingId })
  const one = report?.mailings[0]
  if (!one) throw notFound()
  const variants = variantsOf(one.mailing)
  const variant = variants.find((name) => name === c.req.query('variant')) ?? variants[0]
  const urls = (await getLinks(deps.table, mailingId)) ?? []
  const people = new Map(one.clicks.map((link) => [link.link, link.people]))
  const links = urls
    .map((url, link) => ({ url, people: people.get(link) ?? 0 }))
    .sort((a, b) => b.people - a.people)
    .map((link, at) => ({ ...link, rank: at + 1 }))
  return {
    newsletter,
    mailing: one.mailing,
    variants,
    variant: variant as string,
    links,
    tracked: one.tracked,
    clicked: one.clicked,
    byMachine: one.clickedByMachine,
  }
}

function marksOf({ links, tracked }: Clicks, locale: Locale): Map<string, LinkMark> {
  return new Map(
    links.map(({ url, rank, people }) => {
      const share = tracked === 0 ? '' : ` (${formatShare(people / tracked, locale)})`
      const text = people === 0 ? '0' : `${formatNumber(people, locale)}${share}`
      return [url, { rank, text, isClicked: people > 0 }]
    }),
  )
}

function ClicksPage(props: Clicks & { c: ConsoleContext }) {
  const { c, newsletter, mailing, links } = props
  const { locale } = c.get('view')
  const when = formatInstant(mailing.startedAt ?? mailing.sendAt, locale, mailing.zone)
  return (
    <ConsolePage
      c={c}
      title={say(locale, 'Les clics sur la lettre', 'Clicks on the mail')}
      place="newsletters"
      back={{
        href: newsletterPath(newsletter.id, 'report'),
        name: say(locale, 'Rapport', 'Report'),
      }}
      lead={leadOf(props, locale)}
    >
      <NewsletterTabs c={c} newsletter={newsletter} current="report" />
      {links.length === 0 ? (
        <Empty title={say(locale, 'Aucun lien n’est compté.', 'No link is counted.')}>
          {say(
            locale,
            `L’envoi du ${when} n’a pas de liste de liens\u202f: il n’en avait aucun, ou il est parti avant que Kiosque ne les compte.`,
            `The mailing of ${when} has no list of links: it held none, or went out before Kiosque counted them.`,
          )}
        </Empty>
      ) : (
        <div class="clicks-desk">
          <MailFrame {...props} />
          <LinksTable {...props} />
        </div>
      )}
    </ConsolePage>
  )
}

function leadOf({ tracked, clicked, byMachine }: Clicks, locale: Locale): string {
  const n = (value: number) => formatNumber(value, locale)
  if (tracked === 0)
    return say(
      locale,
      'Aucun de ses lecteurs n’a accepté qu’on relève ses clics\u202f: rien n’en est compté.',
      'None of its readers has agreed to clicks being recorded: none are counted.',
    )
  const machines =
    byMachine === 0
      ? ''
      : say(
          locale,
          ` Sans doute ${byMachine === 1 ? 'un programme, laissé' : `${n(byMachine)} programmes, laissés`} de côté\u202f: c’est une estimation.`,
          ` Probably ${byMachine === 1 ? 'one program is' : `${n(byMachine)} programs are`} left out: that is a guess.`,
        )
  return (
    say(
      locale,
      `${n(clicked)} ${clicked > 1 ? 'personnes ont' : 'personne a'} cliqué, sur les ${n(tracked)} lecteurs qui ont accepté la mesure.`,
      `${n(clicked)} ${clicked === 1 ? 'person' : 'people'} clicked, of the ${n(tracked)} readers who agreed to being measured.`,
    ) + machines
  )
}

function MailFrame(props: Clicks & { c: ConsoleContext }) {
  const { c, newsletter, mailing, variants, variant } = props
  const { locale } = c.get('view')
  const query = `mailing=${mailing.id}&variant=${variant}`
  return (
    <section class="clicks-mail" aria-label={say(locale, 'La lettre', 'The mail')}>
      {variants.length > 1 && (
        <form method="get" class="clicks-variant">
          <input type="hidden" name="mailing" value={mailing.id} />
          <Select
            locale={locale}
            name="variant"
            label={say(locale, 'Telle que l’a reçue', 'As received by')}
            value={variant}
            options={variants.map((value) => ({
              value,
              label: readersOf(mailing, value)[locale],
            }))}
          />
          <Button size="small">{say(locale, 'Voir', 'Show')}</Button>
        </form>
      )}
      <iframe
        title={say(locale, 'La lettre, ses clics en marge', 'The mail, marked with its clicks')}
        src={`${framePath(newsletter.id)}?${query}`}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        loading="lazy"
      />
      <p class="soft report-note">
        {say(
          locale,
          'Sur chaque lien\u202f: son rang, les personnes qui l’ont suivi, et leur part des lecteurs mesurés. Un même lien à plusieurs endroits est compté une fois.',
          'On each link: its rank, the people who followed it, and their share of the measured readers. One link in several places is counted once.',
        )}
      </p>
    </section>
  )
}

function readersOf(mailing: Mailing, variant: string) {
  const inside = segmentsOfVariant(mailing, variant)
  return viewerName((mailing.blockSegments ?? []).filter(({ id }) => inside.has(id)))
}

function LinksTable({ c, links, tracked }: Clicks & { c: ConsoleContext }) {
  const { locale } = c.get('view')
  const title = say(locale, 'Lien par lien', 'Link by link')
  return (
    <Part title={title}>
      <TableFrame label={title}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col" class="number">
                {say(locale, 'N°', 'No.')}
              </th>
              <th scope="col">{say(locale, 'Lien', 'Link')}</th>
              <th scope="col" class="number">
                {say(locale, 'Personnes', 'People')}
              </th>
              <th scope="col" class="number">
                {say(locale, 'Part', 'Share')}
              </th>
            </tr>
          </thead>
          <tbody>
            {links.map(({ rank, url, people }) => (
              <tr>
                <td class="number soft">{rank}</td>
                <th scope="row" class="link">
                  <a href={url} rel="noreferrer">
                    {url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')}
                  </a>
                </th>
                <td class="number">{formatNumber(people, locale)}</td>
                <td class="number">
                  {tracked === 0 ? '–' : formatShare(people / tracked, locale, 1)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Part>
  )
}
