// The routes of notices before renewals: their list, "send it again", the letter and its day.
import type { Hono } from 'hono'
import { renewalLetter } from '#delivery/renewal-letter'
import { renewalToTell } from '#delivery/renewal-mail'
import { mailStateOf } from '#delivery/store-mails'
import type { Sentence } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { dateOf, instant } from '#kernel/time'
import { formatDate } from '#kernel/typography'
import { countryName } from '#readers/country'
import { recordAudit } from '#staff/audit'
import { browseNotices, type NoticeShown, showNotice } from '#subscriptions/browse-notices'
import { type LetterOutcome, recordLetter, sendNoticeAgain } from '#subscriptions/notice-acts'
import { addressLines } from '#subscriptions/postal-address'
import { plusMonths } from '#subscriptions/working-days'
import { notFound } from '#web/shared/errors.tsx'
import { emptyForm, type FormState } from '#web/shared/form.tsx'
import { type ConsoleContext, type ConsoleDeps, type ConsoleEnv, formValues } from '../context.ts'
import { doneMessage } from '../done.ts'
import { NoticeLetterPage } from './notice-letter-page.tsx'
import { NoticesPage } from './notices-page.tsx'

type Deps = Pick<ConsoleDeps, 'table' | 'clock' | 'makeId' | 'hint' | 'publication' | 'siteUrl'>

const list = '/console/subscriptions/notices'
/** Months of last days that can be looked at: those to come, and those of which proof is asked. */
const listed = { ahead: 3, back: 24 }

export function noticesRoutes(app: Hono<ConsoleEnv>, deps: Deps): void {
  const browsing = () => ({ ...deps, mailState: (id: string) => mailStateOf(deps.table, id) })

  app.get('/notices', async (c) => {
    const today = dateOf(instant(deps.clock()), deps.publication.zone)
    const months = Array.from({ length: listed.ahead + listed.back + 1 }, (_, at) =>
      plusMonths(`${today.slice(0, 7)}-01`, listed.ahead - at).slice(0, 7),
    )
    const place = months.find((one) => one === c.req.query('place')) ?? 'waiting'
    const found = await browseNotices(browsing(), {
      place,
      cursor: c.req.query('after')?.slice(0, 2_000),
    })
    const { rows, cursor } = found
    return c.html(<NoticesPage {...{ c, place, months, rows, cursor }} flash={doneMessage(c)} />)
  })

  app.post('/notices/:customer/:notice/again', async (c) => {
    const ref = refIn(c)
    const by = c.get('staff').id
    const outcome = await sendNoticeAgain(deps, { ref, by })
    if (outcome.kind === 'notFound') throw notFound()
    if (outcome.kind === 'asked')
      await recordAudit(deps, { staffId: by, act: 'notice.sentAgain', subject: ref.noticeId })
    const isSent = outcome.kind === 'asked' || outcome.kind === 'pending'
    return c.redirect(`${list}?done=${isSent ? 'notice-again' : 'notice-too-late'}`, 303)
  })

  app.get('/notices/:customer/:notice/letter', async (c) => {
    const shown = await showNotice(browsing(), refIn(c))
    if (!shown) throw notFound()
    return letterPage(deps, c, { shown, form: emptyForm })
  })

  app.post('/notices/:customer/:notice/letter', async (c) => {
    const ref = refIn(c)
    const { day = '' } = await formValues(c)
    const by = c.get('staff').id
    const outcome = await recordLetter(deps, { ref, day, by })
    if (outcome.kind === 'notFound') throw notFound()
    if (outcome.kind === 'recorded') {
      const act = { staffId: by, act: 'notice.posted', subject: ref.noticeId, data: { day } }
      await recordAudit(deps, act)
      return c.redirect(`${list}?done=notice-posted`, 303)
    }
    if (outcome.kind === 'closed') return c.redirect(`${list}?done=notice-too-late`, 303)
    const shown = await showNotice(browsing(), ref)
    if (!shown) throw notFound()
    const form = { values: { day: day.slice(0, 20) }, errors: { day: whyNot(outcome) } }
    return letterPage(deps, c, { shown, form }, 422)
  })
}

function refIn(c: ConsoleContext) {
  const customerId = idSchema('customer').safeParse(c.req.param('customer'))
  const noticeId = idSchema('notice').safeParse(c.req.param('notice'))
  if (!customerId.success || !noticeId.success) throw notFound()
  return { customerId: customerId.data, noticeId: noticeId.data }
}

function letterPage(
  deps: Deps,
  c: ConsoleContext,
  { shown, form }: { shown: NoticeShown; form: FormState },
  status: 200 | 422 = 200,
) {
  const letter = letterOf(deps, shown)
  return c.html(
    <NoticeLetterPage c={c} notice={shown.notice} letter={letter} form={form} />,
    status,
  )
}

/** To where the copies go, in the subscription's language. */
function letterOf(deps: Deps, { notice, subscription, customer, order, stream }: NoticeShown) {
  const delivery = stream?.delivery ?? order?.delivery
  if (!subscription || !customer || !delivery) return undefined
  const { locale } = subscription
  const name = customer.name ?? order?.buyer.name ?? ''
  return renewalLetter(renewalToTell({ notice, subscription, order, name }), {
    ...{ publication: deps.publication, siteUrl: deps.siteUrl, locale },
    address: addressLines(delivery, countryName(delivery.country, locale)),
    day: dateOf(instant(deps.clock()), deps.publication.zone),
  })
}

function whyNot(outcome: Exclude<LetterOutcome, { kind: 'recorded' }>): Sentence {
  switch (outcome.kind) {
    case 'outOfWindow': {
      const { earliest, latest } = outcome
      return {
        fr: `Un avis ne vaut qu’envoyé entre le ${formatDate(earliest, 'fr')} et le ${formatDate(latest, 'fr')}.`,
        en: `A notice only counts when sent between ${formatDate(earliest, 'en')} and ${formatDate(latest, 'en')}.`,
      }
    }
    case 'toCome':
      return {
        fr: 'Ce jour n’est pas encore venu. Notez l’envoi quand la lettre est partie.',
        en: 'That day has not come yet. Note it once the letter has gone.',
      }
    default:
      return { fr: 'Indiquez un jour, comme 2027-02-10.', en: 'Give a day, such as 2027-02-10.' }
  }
}
