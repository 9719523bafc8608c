// The audit trail: who did what, when. Names are looked up; a line holds ids and choices alone.
import type { Locale, Sentence } from '#kernel/errors'
import type { AuditLine } from '#staff/audit'
import type { StaffMember } from '#staff/member'
import { ExactTime } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame } from '../parts.tsx'
import { Tabs } from './tabs.tsx'

export function AuditPage(props: {
  c: ConsoleContext
  trail: { lines: readonly AuditLine[]; next?: string }
  staff: readonly StaffMember[]
}) {
  const { c, trail } = props
  const { locale, publication } = c.get('view')
  const nameOf = (id: string) =>
    props.staff.find((member) => member.id === id)?.name ??
    (id === 'system' ? say(locale, 'le programme', 'the program') : id)
  return (
    <ConsolePage c={c} place="settings" title={say(locale, 'Journal', 'Audit trail')}>
      <Tabs c={c} tab="audit" />
      {trail.lines.length === 0 ? (
        <p class="soft">{say(locale, 'Rien encore.', 'Nothing yet.')}</p>
      ) : (
        <TableFrame label={say(locale, 'Journal', 'Audit trail')}>
          <table class="table stacks">
            <thead>
              <tr>
                <th scope="col">{say(locale, 'Quand', 'When')}</th>
                <th scope="col">{say(locale, 'Qui', 'Who')}</th>
                <th scope="col">{say(locale, 'Quoi', 'What')}</th>
                <th scope="col">{say(locale, 'Sur quoi', 'On what')}</th>
              </tr>
            </thead>
            <tbody>
              {trail.lines.map((line) => (
                <tr>
                  <td class="nowrap row-line">
                    <ExactTime at={line.at} locale={locale} zone={publication.zone} />
                  </td>
                  <td>{nameOf(line.staffId)}</td>
                  <td>
                    {actInWords(line.act, locale)}
                    {line.data['roles'] !== undefined && (
                      <span class="soft"> ({line.data['roles']})</span>
                    )}
                  </td>
                  <td>
                    <Subject line={line} nameOf={nameOf} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {trail.next && (
        <nav class="pager" aria-label={say(locale, 'Pages', 'Pages')}>
          <span />
          <a href={`/console/settings/audit?before=${trail.next}`} rel="next">
            {say(locale, 'Plus ancien →', 'Older →')}
          </a>
        </nav>
      )}
    </ConsolePage>
  )
}

/** What was acted on, as a link where it has a page. */
function Subject({ line, nameOf }: { line: AuditLine; nameOf: (id: string) => string }) {
  const [thing] = line.act.split('.')
  const places: Record<string, string> = {
    issue: '/console/issues/',
    newsletter: '/console/newsletters/',
    company: '/console/companies/',
    reader: '/console/readers/',
    segment: '/console/readers/segments/',
    order: '/console/subscriptions/orders/',
    subscription: '/console/subscriptions/',
    account: '/console/finance/customers/',
    exception: '/console/finance/exceptions/',
    entry: '/console/finance/transactions/',
  }
  const place = places[thing ?? '']
  if (place)
    return (
      <a class="mono" href={`${place}${line.subject}`}>
        {line.subject}
      </a>
    )
  return <>{thing === 'staff' ? nameOf(line.subject) : line.subject}</>
}

/** The sentence of an act; acts that have none here show their name. */
export function actInWords(act: string, locale: Locale): string {
  return acts[act]?.[locale] ?? act
}

const acts: Record<string, Sentence> = {
  'staff.signedIn': { fr: 'est entré dans la console', en: 'entered the console' },
  'staff.signedOutEverywhere': { fr: 's’est déconnecté partout', en: 'signed out everywhere' },
  'staff.added': { fr: 'a ouvert un compte', en: 'opened an account' },
  'staff.rolesChanged': { fr: 'a changé les rôles', en: 'changed the roles' },
  'staff.removed': { fr: 'a fermé un compte', en: 'closed an account' },
  'queue.redriven': {
    fr: 'a remis en file des messages mis de côté',
    en: 'put messages that were put aside back',
  },
  'issue.planned': { fr: 'a prévu un numéro', en: 'planned an issue' },
  'issue.changed': { fr: 'a changé un numéro', en: 'changed an issue' },
  'issue.announced': { fr: 'a annoncé un numéro', en: 'announced an issue' },
  'issue.fileTaken': {
    fr: 'a remis le PDF d’un numéro',
    en: 'handed in the PDF of an issue',
  },
  'issue.dispatched': { fr: 'a servi un numéro', en: 'dispatched an issue' },
  'issue.published': { fr: 'a fait paraître un numéro', en: 'published an issue' },
  'company.created': { fr: 'a ajouté une entreprise', en: 'added a company' },
  'company.changed': { fr: 'a changé une entreprise', en: 'changed a company' },
  'reader.unsubscribed': { fr: 'a désinscrit un lecteur', en: 'unsubscribed a reader' },
  'reader.exported': {
    fr: 'a téléchargé les données d’un lecteur',
    en: 'downloaded a reader’s data',
  },
  'reader.suppressionLifted': {
    fr: 'a levé l’arrêt d’envoi à une adresse',
    en: 'allowed an address again',
  },
  'reader.erased': { fr: 'a effacé un lecteur', en: 'erased a reader' },
  'reader.tagged': { fr: 'a changé les étiquettes d’un lecteur', en: 'changed a reader’s tags' },
  'readers.imported': { fr: 'a importé des lecteurs', en: 'imported readers' },
  'readers.exported': { fr: 'a exporté les lecteurs', en: 'exported the readers' },
  'segment.saved': { fr: 'a enregistré un segment', en: 'saved a segment' },
  'segment.deleted': { fr: 'a supprimé un segment', en: 'deleted a segment' },
  'order.refunded': { fr: 'a rendu de l’argent', en: 'gave money back' },
  'declaration.assigned': {
    fr: 'a rattaché une déclaration à son contrat',
    en: 'attached a declaration to its contract',
  },
  'declaration.closed': { fr: 'a classé une déclaration', en: 'closed a declaration' },
  'subscription.cancelled': {
    fr: 'a résilié un abonnement à la demande du lecteur',
    en: 'cancelled a subscription on the reader’s request',
  },
  'subscription.withdrawn': {
    fr: 'a noté la rétractation d’un lecteur',
    en: 'took down a reader’s withdrawal',
  },
  'subscription.moved': {
    fr: 'a changé une adresse de livraison',
    en: 'changed where copies go',
  },
  'subscription.emailAsked': {
    fr: 'a demandé le changement d’un e-mail',
    en: 'asked to change an e-mail address',
  },
  'subscription.copyClaimed': {
    fr: 'a noté un exemplaire non reçu',
    en: 'noted a copy that did not come',
  },
  'notice.sentAgain': {
    fr: 'a renvoyé un avis de renouvellement',
    en: 'sent a renewal notice again',
  },
  'notice.posted': {
    fr: 'a noté l’envoi d’un avis par lettre',
    en: 'noted a notice sent by letter',
  },
  'claim.sent': { fr: 'a renvoyé un exemplaire', en: 'sent a copy again' },
  'claims.exported': {
    fr: 'a téléchargé la liste des exemplaires à renvoyer',
    en: 'downloaded the list of copies to be sent again',
  },
  'refund.seen': {
    fr: 'a vu un remboursement refusé par Stripe',
    en: 'saw to a refund that Stripe refused',
  },
  'newsletter.saved': { fr: 'a changé une lettre', en: 'changed a newsletter' },
  'newsletter.created': { fr: 'a commencé une lettre', en: 'started a newsletter' },
  'newsletter.imported': { fr: 'a importé un texte', en: 'imported a text' },
  'newsletter.restored': { fr: 'a repris une version', en: 'restored a version' },
  'monthPaper.seen': {
    fr: 'a ouvert le résumé d’un mois des comptes',
    en: 'opened a month’s summary of the books',
  },
  'books.refreshed': {
    fr: 'a fait mettre les comptes à jour',
    en: 'had the books brought up to date',
  },
  'books.verified': { fr: 'a vérifié les scellés', en: 'verified the seals' },
  'account.looked': { fr: 'a consulté un compte client', en: 'looked at a customer’s account' },
  'bank.imported': { fr: 'a importé un relevé de banque', en: 'imported a bank statement' },
  'bank.tied': { fr: 'a rapproché une ligne de banque', en: 'matched a bank line' },
  'bank.untied': { fr: 'a défait un rapprochement', en: 'undid a match' },
  'entry.made': { fr: 'a passé une écriture', en: 'made an entry' },
  'entry.reversed': { fr: 'a annulé une écriture', en: 'took an entry back' },
  'exception.resolved': { fr: 'a réglé une anomalie', en: 'settled an exception' },
  'exception.putOff': { fr: 'a mis une anomalie en attente', en: 'put an exception off' },
  'export.asked': { fr: 'a demandé un export des comptes', en: 'asked for an export of the books' },
  'export.taken': { fr: 'a téléchargé un export des comptes', en: 'took an export of the books' },
  'month.closed': { fr: 'a clos un mois', en: 'closed a month' },
  'paper.seen': { fr: 'a ouvert une facture ou un avoir', en: 'opened an invoice or credit note' },
  'newsletter.tested': { fr: 'a envoyé un essai', en: 'sent a test' },
  'newsletter.scheduled': { fr: 'a programmé un envoi', en: 'scheduled a mailing' },
  'newsletter.shared': { fr: 'a partagé une épreuve', en: 'shared a proof' },
  'newsletter.cancelled': { fr: 'a annulé un envoi', en: 'cancelled a mailing' },
  'newsletter.paused': { fr: 'a mis un envoi en pause', en: 'paused a mailing' },
  'newsletter.decided': {
    fr: 'a choisi l’objet du reste d’un envoi',
    en: 'chose the subject for the rest of a mailing',
  },
  'newsletter.approved': { fr: 'a approuvé un envoi', en: 'approved a mailing' },
  'newsletter.released': {
    fr: 'a lancé un envoi sans plus attendre',
    en: 'let a mailing go without waiting any longer',
  },
  'newsletter.domainReleased': {
    fr: 'a repris l’envoi vers une messagerie retenue',
    en: 'let a mailing go on at a held server',
  },
  'newsletter.resumed': { fr: 'a repris un envoi', en: 'resumed a mailing' },
  'newsletter.followedUp': {
    fr: 'a lancé un envoi complémentaire',
    en: 'started a follow-up mailing',
  },
  'newsletter.namesExported': {
    fr: 'a téléchargé des noms de destinataires',
    en: 'downloaded names of recipients',
  },
}
