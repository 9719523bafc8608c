// The trade's words as staff read them, in both languages: states, kinds, roles.
import type { MailingStatus } from '#delivery/mailing'
import type { IssueStatus, SectionKind } from '#editorial/issue'
import type { NewsletterStatus } from '#editorial/newsletter'
import type { Sentence } from '#kernel/errors'
import type { ReaderStatus } from '#readers/reader'
import type { StaffRole } from '#staff/member'
import type { StatusTone } from '#web/shared/parts.tsx'

type State = { tone: StatusTone; word: Sentence }

export const roleNames: Record<StaffRole, Sentence> = {
  marketing: { fr: 'marketing', en: 'marketing' },
  finance: { fr: 'finance', en: 'finance' },
  admin: { fr: 'administration', en: 'administration' },
}

/** What each role is for, to choose it by. */
export const roleDuties: Record<StaffRole, Sentence> = {
  marketing: {
    fr: 'écrit et envoie les lettres, tient les numéros, les entreprises et les lecteurs',
    en: 'writes and sends newsletters, keeps issues, companies and readers',
  },
  finance: { fr: 'tient les comptes', en: 'keeps the books' },
  admin: {
    fr: 'accueille l’équipe, répond aux lecteurs sur leurs données',
    en: 'manages the team, answers readers about their data',
  },
}

export const issueStates: Record<IssueStatus, State> = {
  planned: { tone: 'open', word: { fr: 'prévu', en: 'planned' } },
  announced: { tone: 'calm', word: { fr: 'annoncé', en: 'announced' } },
  published: { tone: 'good', word: { fr: 'paru', en: 'published' } },
}

export const newsletterStates: Record<NewsletterStatus, State> = {
  draft: { tone: 'open', word: { fr: 'brouillon', en: 'draft' } },
  scheduled: { tone: 'calm', word: { fr: 'programmée', en: 'scheduled' } },
  sending: { tone: 'calm', word: { fr: 'en cours d’envoi', en: 'sending' } },
  sent: { tone: 'good', word: { fr: 'envoyée', en: 'sent' } },
}

export const mailingStates: Record<MailingStatus, State> = {
  scheduled: { tone: 'calm', word: { fr: 'programmé', en: 'scheduled' } },
  planning: { tone: 'calm', word: { fr: 'en préparation', en: 'planning' } },
  held: { tone: 'warn', word: { fr: 'attend le feu vert', en: 'waiting for the go-ahead' } },
  sending: { tone: 'calm', word: { fr: 'en cours', en: 'sending' } },
  waitingForQuota: {
    tone: 'warn',
    word: { fr: 'attend le quota du jour', en: 'waiting for the daily quota' },
  },
  paused: { tone: 'warn', word: { fr: 'en pause', en: 'paused' } },
  sent: { tone: 'good', word: { fr: 'envoyé', en: 'sent' } },
  cancelled: { tone: 'none', word: { fr: 'annulé', en: 'cancelled' } },
  stopped: { tone: 'bad', word: { fr: 'arrêté', en: 'stopped' } },
}

export const readerStates: Record<ReaderStatus, State> = {
  pending: { tone: 'open', word: { fr: 'pas encore confirmé', en: 'not confirmed yet' } },
  confirmed: { tone: 'good', word: { fr: 'inscrit', en: 'subscribed' } },
  unsubscribed: { tone: 'none', word: { fr: 'désinscrit', en: 'unsubscribed' } },
}

export const sectionKinds: Record<SectionKind, Sentence> = {
  dossier: { fr: 'Dossier', en: 'Dossier' },
  spotlight: { fr: 'Spotlight', en: 'Spotlight' },
  investigation: { fr: 'Enquête', en: 'Investigation' },
  report: { fr: 'Reportage', en: 'Report' },
  news: { fr: 'Actualité', en: 'News' },
  interview: { fr: 'Entretien', en: 'Interview' },
  advertising: { fr: 'Publicité', en: 'Advertising' },
}
