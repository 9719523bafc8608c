// What is known of a notice before a renewal, as staff read it.
import type { Sentence } from '#kernel/errors'
import type { NoticeStanding } from '#subscriptions/notice'
import type { StatusTone } from '#web/shared/parts.tsx'

export const noticeStandings: Record<NoticeStanding, { tone: StatusTone; word: Sentence }> = {
  asked: { tone: 'open', word: { fr: 'va partir', en: 'about to go' } },
  sent: { tone: 'open', word: { fr: 'envoyé, pas encore remis', en: 'sent, not delivered yet' } },
  delivered: { tone: 'good', word: { fr: 'remis', en: 'delivered' } },
  letter: { tone: 'good', word: { fr: 'envoyé par lettre', en: 'sent by letter' } },
  failed: { tone: 'warn', word: { fr: 'refusé, nouvel essai', en: 'refused, tried again' } },
  overdue: { tone: 'bad', word: { fr: 'pas remis à temps', en: 'not delivered in time' } },
  undeliverable: { tone: 'bad', word: { fr: 'aucun mail n’arrive', en: 'no mail gets there' } },
  closed: { tone: 'none', word: { fr: 'sans objet', en: 'closed' } },
}

export const closedWords: Record<'moved' | 'left' | 'over', Sentence> = {
  moved: { fr: 'le renouvellement a changé de jour', en: 'the renewal moved to another day' },
  left: { fr: 'le renouvellement est refusé', en: 'the renewal is refused' },
  over: { fr: 'l’abonnement s’est renouvelé', en: 'the subscription renewed' },
}
