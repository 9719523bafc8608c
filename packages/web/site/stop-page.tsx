// `/stop/:token`: a seed looks at what is about to happen, and stops the rest of a mailing. GET shows
// a button, POST acts; the link in the seed's mail is all it takes.
import type { Context } from 'hono'
import type { Mailing } from '#delivery/mailing'
import { isPausable, pauseMailing } from '#delivery/pause-mailing'
import { getMailing } from '#delivery/store'
import { type Locale, VisibleError } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { readToken } from '#kernel/tokens'
import { recordAudit } from '#staff/audit'
import { Button } from '../shared/form.tsx'
import { formatNumber, formatRelative } from '../shared/format.tsx'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import { type SiteDeps, viewOf } from './context.ts'
import { NarrowPage } from './narrow-page.tsx'

export async function stopPage(deps: SiteDeps, c: Context) {
  const { mailing } = await linkOf(deps, c)
  const view = viewOf(deps, c)
  return c.html(<StopPage view={view} mailing={mailing} />)
}

/** Whatever came of it, the page then says how the mailing stands. */
export async function postStop(deps: SiteDeps, c: Context) {
  const { mailing, seed } = await linkOf(deps, c)
  const outcome = await pauseMailing(deps, { mailingId: mailing.id, by: `seed:${seed}` })
  if (outcome.kind === 'paused')
    await recordAudit(deps, {
      staffId: 'system',
      act: 'newsletter.paused',
      subject: mailing.newsletterId,
      data: { mailing: mailing.id, seed },
    })
  const { locale, path } = viewOf(deps, c)
  return c.redirect(localPath(locale, path), 303)
}

async function linkOf(deps: SiteDeps, c: Context): Promise<{ mailing: Mailing; seed: string }> {
  const token = c.req.param('token') ?? ''
  const now = deps.clock()
  const reading = readToken(deps.signingKeys, { purpose: 'stop', token, now })
  if (reading.kind === 'expired') throw expiredLink()
  const id = idSchema('mailing').safeParse(reading.kind === 'valid' ? reading.subject : '')
  const mailing = id.success ? await getMailing(deps.table, id.data) : undefined
  if (reading.kind !== 'valid' || !mailing) throw brokenLink()
  return { mailing, seed: (reading.data['seed'] ?? '').slice(0, 4) }
}

function brokenLink(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Ce lien est incomplet. Recopiez-le en entier depuis l’envoi témoin, ou arrêtez l’envoi dans la console.',
    en: 'This link is incomplete. Copy it whole from the seed’s mail, or stop the mailing in the console.',
  })
}

function expiredLink(): VisibleError {
  return new VisibleError('expired', {
    fr: 'Ce lien a expiré\u202f: il valait un jour. L’envoi se gère maintenant dans la console.',
    en: 'This link has expired: it was good for a day. The mailing is now managed in the console.',
  })
}

function StopPage({ view, mailing }: { view: View; mailing: Mailing }) {
  const { locale } = view
  const { title, lead, canStop } = wordsFor(mailing, view)
  return (
    <NarrowPage view={view} title={title} lead={lead}>
      {canStop && (
        <form class="form" method="post">
          <p class="actions">
            <Button tone="primary">{say(locale, 'Arrêter l’envoi', 'Stop the mailing')}</Button>
          </p>
          <p class="small">
            {say(
              locale,
              'Rien n’est perdu\u202f: la rédaction peut reprendre l’envoi dans la console.',
              'Nothing is lost: the editors can resume the mailing in the console.',
            )}
          </p>
        </form>
      )}
    </NarrowPage>
  )
}

type Words = { title: string; lead: string; canStop: boolean }

function wordsFor(mailing: Mailing, view: View): Words {
  const { locale } = view
  const { status, subject } = mailing
  const named = say(locale, `«\u202f${subject}\u202f»`, `“${subject}”`)
  if (status === 'paused' || status === 'stopped')
    return {
      title: say(locale, 'L’envoi est arrêté', 'The mailing has stopped'),
      lead: say(
        locale,
        `${named} ne part plus. Dites à la rédaction ce qui ne va pas\u202f: elle reprendra ou annulera l’envoi dans la console.`,
        `${named} goes no further. Tell the editors what is wrong: they resume or cancel it in the console.`,
      ),
      canStop: false,
    }
  if (status === 'cancelled')
    return {
      title: say(locale, 'L’envoi est annulé', 'The mailing is cancelled'),
      lead: say(locale, `${named} ne part plus.`, `${named} goes no further.`),
      canStop: false,
    }
  if (!isPausable(status))
    return {
      title: say(locale, 'Trop tard', 'Too late'),
      lead: say(
        locale,
        `${named} est déjà parti à tous ses lecteurs.`,
        `${named} has gone out to all its readers already.`,
      ),
      canStop: false,
    }
  const title = say(locale, 'Arrêter cet envoi\u202f?', 'Stop this mailing?')
  return { title, lead: leadOf(mailing, { view, named }), canStop: true }
}

function leadOf(mailing: Mailing, { view, named }: { view: View; named: string }): string {
  const { locale } = view
  const { status, planned = 0, heldUntil, zone } = mailing
  const readers = readersIn(planned, locale)
  if (status === 'sending' || status === 'waitingForQuota')
    return say(
      locale,
      `${named} est déjà en train de partir, à ${readers}. L’arrêter maintenant épargne ceux qui n’ont pas encore été appelés.`,
      `${named} is going out already, to ${readers}. Stopping it now spares those who have not been called yet.`,
    )
  if (heldUntil === undefined)
    return say(
      locale,
      `${named} attend, prêt à partir à ${readers}.`,
      `${named} is waiting, ready to go to ${readers}.`,
    )
  const at = timeIn(heldUntil, zone)
  const near = formatRelative(heldUntil, view.now, locale, zone)
  return say(
    locale,
    `${named} part à ${at}, ${near}, à ${readers}.`,
    `${named} goes out at ${at}, ${near}, to ${readers}.`,
  )
}

function readersIn(count: number, locale: Locale): string {
  const number = formatNumber(count, locale)
  if (locale === 'fr') return `${number} lecteur${count > 1 ? 's' : ''}`
  return `${number} reader${count === 1 ? '' : 's'}`
}

function timeIn(at: Instant, zone: string): string {
  const format = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short', timeZone: zone })
  return format.format(new Date(at))
}
