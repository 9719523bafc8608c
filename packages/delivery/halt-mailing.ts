// Takes a mailing out of sending: it waits for tomorrow's quota, or stops with a sentence that says
// what to do. What has been sent stays sent; what is pending stays pending.
import type { Table } from '#aws/table'
import type { Sentence } from '#kernel/errors'
import type { MailingId } from '#kernel/ids'
import type { Log } from '#kernel/log'
import { type Clock, instant } from '#kernel/time'
import type { Halt } from './call-chunk.ts'
import { deliveryLimits, type MailingStatus } from './mailing.ts'
import { lookAgainAt } from './pace.ts'
import { changeMailing } from './store.ts'

export type HaltDeps = { table: Table; clock: Clock; log: Log }

export async function haltMailing(
  deps: HaltDeps,
  id: MailingId,
  halt: Extract<Halt, { kind: 'quotaUsedUp' | 'stopped' }>,
): Promise<void> {
  if (halt.kind === 'stopped') {
    await stopMailing(deps, id, { from: ['sending'], because: stopSentences[halt.reason] })
    return
  }
  const nextActionAt = lookAgainAt(deps.clock(), deliveryLimits.quotaWaitMs)
  const waiting = await changeMailing(deps.table, id, {
    from: ['sending'],
    set: { status: 'waitingForQuota', nextActionAt },
  })
  if (waiting) deps.log('warn', 'mailing.waitingForQuota', { mailingId: id, nextActionAt })
}

/** Stops a mailing until a person acts; the tick closes leases that are still open. */
export async function stopMailing(
  deps: HaltDeps,
  id: MailingId,
  stop: { from: readonly MailingStatus[]; because: Sentence },
): Promise<void> {
  const stopped = await changeMailing(deps.table, id, {
    from: stop.from,
    set: {
      status: 'stopped',
      stoppedBecause: { ...stop.because },
      nextActionAt: instant(deps.clock().getTime() + deliveryLimits.leaseMs),
    },
  })
  if (stopped) deps.log('error', 'mailing.stopped', { mailingId: id, because: stop.because.en })
}

export const stopSentences = {
  accountPaused: {
    fr: 'Amazon SES a suspendu les envois de ce compte. Ouvrez la console SES, rubrique « État du compte », faites lever la suspension, puis reprenez l’envoi.',
    en: 'Amazon SES has paused sending for this account. Open the SES console, “Account dashboard”, have the pause lifted, then resume this mailing.',
  },
  senderNotVerified: {
    fr: 'Amazon SES ne reconnaît pas l’adresse d’expédition. Vérifiez son domaine dans la console SES (« Identités »), puis reprenez l’envoi.',
    en: 'Amazon SES does not know the sender address. Verify its domain in the SES console (“Identities”), then resume this mailing.',
  },
  configuration: {
    fr: 'Amazon SES refuse la configuration de l’envoi (droits ou jeu de configuration). Redéployez Kiosque, vérifiez le jeu de configuration dans la console SES, puis reprenez l’envoi.',
    en: 'Amazon SES refuses the sending configuration (permissions or configuration set). Deploy Kiosque again, check the configuration set in the SES console, then resume this mailing.',
  },
  newsletterMissing: {
    fr: 'La version programmée de la lettre est introuvable. Annulez cet envoi, vérifiez la lettre et programmez-la de nouveau.',
    en: 'The scheduled version of the newsletter cannot be found. Cancel this mailing, check the newsletter and schedule it again.',
  },
  tooLarge: {
    fr: 'Le courriel dépasse la taille au-delà de laquelle Gmail le coupe. Annulez cet envoi, raccourcissez la lettre et programmez-la de nouveau.',
    en: 'The mail is larger than what Gmail shows whole. Cancel this mailing, shorten the newsletter and schedule it again.',
  },
  countMismatch: {
    fr: 'Le décompte des destinataires ne tombe pas juste : rien n’a été envoyé. Annulez cet envoi, programmez la lettre de nouveau et signalez l’incident.',
    en: 'The recipients do not add up: nothing has been sent. Cancel this mailing, schedule the newsletter again and report the incident.',
  },
} as const satisfies Record<string, Sentence>
