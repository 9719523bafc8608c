// "What you hold about me": everything stored about one reader, with why, how long and whom to ask;
// as a document for programs and as sections for people.
import type { Table } from '#aws/table'
import { type Measured, measuredOf } from '#delivery/measured-of'
import type { Locale, Sentence } from '#kernel/errors'
import type { ReaderId } from '#kernel/ids'
import { type Clock, type Instant, instant } from '#kernel/time'
import type { SigningKeys } from '#kernel/tokens'
import type { Publication } from '#publication/schema'
import type { Consent, Reader, StoredReader, Suppression } from '#readers/reader'
import { consentsOf, getReader, getSuppression } from '#readers/store'
import { topicsOf } from '#readers/topics'
import {
  type CustomerHoldings,
  customerRetention,
  holdCustomer,
} from '#subscriptions/hold-customer'
import { readDataLink } from './data-links.ts'
import { type MailSent, mailsSentTo } from './mails-sent.ts'

export type HoldAboutDeps = { table: Table; clock: Clock; publication: Publication }

/** All that is held about a reader. Instants are UTC. */
export type Holdings = {
  generatedAt: Instant
  controller: { name: string; publisher: string; address: string[]; contact: string }
  purpose: Sentence
  legalBasis: Sentence
  retention: Sentence
  rights: Sentence
  /** Absent of a customer who never asked for the newsletter. */
  reader?: Pick<
    Reader,
    | 'id'
    | 'email'
    | 'locale'
    | 'status'
    | 'trackingConsent'
    | 'source'
    | 'createdAt'
    | 'confirmedAt'
    | 'unsubscribedAt'
    | 'unsubscribeReason'
    | 'tags'
    | 'country'
    | 'joinedAt'
    | 'lastClickOn'
    | 'updatedAt'
  > & { topics: string[] }
  consents: Omit<Consent, 'readerId'>[]
  /** Single mails and what is known of each. */
  mails: MailSent[]
  /** What was recorded of opens and clicks, with their consent; by mailing, without any time. */
  measured: Measured[]
  /** Mailings that the receiving server put off until SES gave up. */
  softBounces?: string[]
  suppression?: Omit<Suppression, 'readerId'>
  /** What they ordered, paid and were served. */
  customer?: CustomerHoldings
}

/** Undefined when nothing is held of this address. */
export async function holdAbout(
  deps: HoldAboutDeps,
  input: { readerId: ReaderId },
): Promise<Holdings | undefined> {
  const { table, publication } = deps
  const [reader, consents, mails, suppression, customer] = await Promise.all([
    getReader(table, input.readerId, { consistent: true }),
    consentsOf(table, input.readerId),
    mailsSentTo(table, input.readerId),
    getSuppression(table, input.readerId),
    holdCustomer(table, input.readerId),
  ])
  if (!reader && !customer) return undefined
  const { identity } = publication
  const measured = reader ? await measuredWith(table, { reader, consents }) : []
  return {
    generatedAt: instant(deps.clock()),
    controller: {
      name: publication.name,
      publisher: identity.publisher,
      address: identity.address,
      contact: identity.dataProtection,
    },
    ...(reader ? statements : customerStatements),
    ...(reader ? { reader: held(publication, reader) } : {}),
    consents: consents.map(({ readerId: _reader, consentId: _id, ...rest }) => rest),
    mails,
    measured,
    ...(reader ? bouncesOf(reader) : {}),
    ...(suppression === undefined ? {} : { suppression: withoutReader(suppression) }),
    ...(customer === undefined ? {} : { customer }),
  }
}

/** Nothing is ever recorded of who never agreed to it: then nothing is looked for. */
export async function measuredWith(
  table: Table,
  about: { reader: Pick<Reader, 'id' | 'trackingConsent'>; consents: readonly Consent[] },
): Promise<Measured[]> {
  const { reader, consents } = about
  const everAgreed =
    reader.trackingConsent || consents.some(({ purpose }) => purpose === 'tracking')
  return everAgreed ? await measuredOf(table, reader.id) : []
}

function bouncesOf({ softBounces }: StoredReader): Pick<Holdings, 'softBounces'> {
  return softBounces === undefined ? {} : { softBounces: [...softBounces].sort() }
}

function withoutReader({ readerId: _, ...rest }: Suppression): Omit<Suppression, 'readerId'> {
  return rest
}

function held(publication: Publication, reader: Reader): Holdings['reader'] {
  const { id, email, locale, status, trackingConsent, source, createdAt, updatedAt } = reader
  const { confirmedAt, unsubscribedAt, unsubscribeReason, tags, country, joinedAt, lastClickOn } =
    reader
  return {
    id,
    email,
    locale,
    status,
    topics: topicsOf(publication, reader),
    trackingConsent,
    source,
    createdAt,
    ...(tags === undefined || tags.length === 0 ? {} : { tags }),
    ...(country === undefined ? {} : { country }),
    ...(joinedAt === undefined ? {} : { joinedAt }),
    ...(lastClickOn === undefined ? {} : { lastClickOn }),
    ...(confirmedAt === undefined ? {} : { confirmedAt }),
    ...(unsubscribedAt === undefined ? {} : { unsubscribedAt }),
    ...(unsubscribeReason === undefined ? {} : { unsubscribeReason }),
    updatedAt,
  }
}

export type OpenExportOutcome =
  | { kind: 'held'; holdings: Holdings }
  | { kind: 'expired' | 'invalid' | 'gone' }

/** What the freshly mailed link shows. It may be opened again until it expires. */
export async function openExport(
  deps: HoldAboutDeps & { signingKeys: SigningKeys },
  input: { token: string },
): Promise<OpenExportOutcome> {
  const reading = await readDataLink(deps, { purpose: 'export', token: input.token })
  if (reading.kind !== 'valid') return { kind: reading.kind }
  const holdings = await holdAbout(deps, { readerId: reading.readerId })
  return holdings === undefined ? { kind: 'gone' } : { kind: 'held', holdings }
}

/** The name of the file a browser saves. */
export function holdingsFileName(holdings: Holdings): string {
  return `my-data-${holdings.generatedAt.slice(0, 10)}.json`
}

/** The document's language-independent statements, also for the legal page. */
export const statements: Record<
  'purpose' | 'legalBasis' | 'retention' | 'rights',
  Record<Locale, string>
> = {
  purpose: {
    fr: 'Vous envoyer la lettre à laquelle vous vous êtes inscrit, et prouver votre consentement. Si vous l’avez accepté à part : mesurer vos ouvertures et vos clics, pour savoir ce qui est lu et choisir à qui écrire.',
    en: 'To send you the newsletter you signed up for, and to prove your consent. If you agreed to it separately: to measure your opens and clicks, to learn what is read and to choose whom to write to.',
  },
  legalBasis: {
    fr: 'Votre consentement (RGPD, article 6, paragraphe 1, a ; code des postes et des communications électroniques, article L34-5).',
    en: 'Your consent (GDPR, Article 6(1)(a); French postal and electronic communications code, Article L34-5).',
  },
  retention: {
    fr: 'Trois ans après votre dernier contact. Les ouvertures et les clics mesurés sont effacés dès que vous retirez votre accord. Une inscription jamais confirmée est effacée au bout de 30 jours. La preuve d’un consentement est conservée cinq ans sans votre adresse.',
    en: 'Three years after your last contact. Measured opens and clicks are erased as soon as you withdraw your consent to it. A sign-up that was never confirmed is erased after 30 days. The proof of a consent is kept for five years without your address.',
  },
  rights: {
    fr: 'Vous pouvez consulter, corriger, récupérer et faire effacer ces données, retirer votre consentement à tout moment et saisir la CNIL (www.cnil.fr).',
    en: 'You can see, correct, take along and have erased this data, withdraw your consent at any time, and complain to the CNIL (www.cnil.fr).',
  },
}

/** Of a customer who is no reader; a reader's document says both, for orders say their own. */
export const customerStatements: typeof statements = {
  purpose: {
    fr: 'Vous servir ce que vous avez commandé, ou ce qui vous est offert, et prouver nos contrats.',
    en: 'To send you what you ordered, or what you are given, and to prove our contracts.',
  },
  legalBasis: {
    fr: 'L’exécution du contrat et nos obligations légales (RGPD, article 6, paragraphe 1, b et c).',
    en: 'The performance of the contract and our legal obligations (GDPR, Article 6(1)(b) and (c)).',
  },
  retention: customerRetention,
  rights: statements.rights,
}
