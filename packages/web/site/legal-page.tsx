// `/legal`: the legal notice (LCEN art. 1-1) and, in plain words, what becomes of readers' data.
import type { Context } from 'hono'
import type { Locale } from '#kernel/errors'
import { customerStatements, statements } from '#privacy/hold-about'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import type { View } from '../shared/view.ts'
import { publicCache, type SiteDeps, viewOf } from './context.ts'

export function legalPage(deps: SiteDeps, c: Context) {
  c.header('cache-control', publicCache)
  return c.html(<LegalPage view={viewOf(deps, c)} />)
}

export function LegalPage({ view }: { view: View }) {
  const { locale } = view
  const title = say(locale, 'Mentions légales et données', 'Legal notice and data')
  return (
    <Page view={view} title={title} hasOtherLocale>
      <header class="page-head">
        <h1 class="title">{title}</h1>
      </header>
      <div class="legal">
        <section aria-labelledby="notice-title">
          <h2 class="heading" id="notice-title">
            {say(locale, 'Qui publie', 'Who publishes')}
          </h2>
          <Notice view={view} />
        </section>
        <section id="privacy" aria-labelledby="privacy-title">
          <h2 class="heading" id="privacy-title">
            {say(locale, 'Vos données', 'Your data')}
          </h2>
          <Privacy view={view} />
        </section>
      </div>
    </Page>
  )
}

function Notice({ view }: { view: View }) {
  const { locale, publication } = view
  const { identity } = publication
  const company = [
    identity.legalForm,
    identity.capital &&
      say(locale, `au capital de ${identity.capital}`, `capital ${identity.capital}`),
  ]
  const lines: [string, string | undefined][] = [
    [
      say(locale, 'Éditeur', 'Publisher'),
      `${identity.publisher}, ${company.filter(Boolean).join(' ')}`,
    ],
    [say(locale, 'Siège social', 'Registered office'), identity.address.join(', ')],
    ['SIREN', identity.siren.replace(/(\d{3})(?=\d)/g, '$1\u202f')],
    [say(locale, 'TVA intracommunautaire', 'VAT number'), identity.vatNumber],
    [say(locale, 'Directeur de la publication', 'Publishing director'), identity.director],
    [say(locale, 'Téléphone', 'Telephone'), identity.phone],
    ['E-mail', identity.email],
    [
      say(locale, 'Hébergeur', 'Host'),
      `${identity.host.name}, ${identity.host.address}, ${identity.host.phone}`,
    ],
    ['CPPAP', identity.cppap],
    ['ISSN', identity.issn],
  ]
  return (
    <dl class="facts">
      {lines.map(([label, value]) =>
        value === undefined ? null : (
          <>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </>
        ),
      )}
    </dl>
  )
}

/** What is said of who buys, beside what is said of every reader. */
function CustomerPrivacy({ locale }: { locale: Locale }) {
  const { purpose, legalBasis, retention } = customerStatements
  return (
    <>
      <h3>{say(locale, 'Si vous achetez le magazine', 'If you buy the magazine')}</h3>
      <p>{purpose[locale]}</p>
      <p>
        {say(
          locale,
          'Nous gardons pour cela vos commandes, vos adresses, ce qui vous a été servi et ce que vous nous avez déclaré. Le paiement se fait chez Stripe, qui garde le moyen de paiement\u202f; nous ne le voyons pas. La lettre peut s’adresser aux abonnés, à ceux dont les numéros s’achèvent ou à ceux qui nous ont quittés\u202f: elle ne connaît pour cela que des formules, des nombres de numéros et des dates.',
          'For this we keep your orders, your addresses, what you were sent and what you declared to us. Payment is made at Stripe, which keeps the means of payment; we do not see it. The newsletter may address subscribers, those whose issues run out or those who left: all it knows for this is plans, numbers of issues and dates.',
        )}
      </p>
      <p>{legalBasis[locale]}</p>
      <p>{retention[locale]}</p>
    </>
  )
}

function Privacy({ view }: { view: View }) {
  const { locale, publication } = view
  const { dataProtection } = publication.identity
  return (
    <div class="prose">
      <p>{statements.purpose[locale]}</p>
      <h3>{say(locale, 'Ce que nous gardons', 'What we keep')}</h3>
      <p>
        {say(
          locale,
          'Votre adresse, la langue et les rubriques choisies, et la preuve de votre accord : le texte que vous avez vu, l’heure, la page, l’adresse IP et le navigateur. Rien d’autre, et rien n’est vendu ni prêté.',
          'Your address, the language and topics you chose, and the proof of your consent: the text you saw, the time, the page, the IP address and the browser. Nothing else, and nothing is sold or lent.',
        )}
      </p>
      <h3>{say(locale, 'Sur ce site', 'On this site')}</h3>
      <p>
        {say(
          locale,
          'Aucun cookie, aucun traceur, aucun appel à un tiers : les polices et les images viennent d’ici.',
          'No cookie, no tracker, no call to a third party: fonts and pictures come from here.',
        )}
      </p>
      <h3>{say(locale, 'Dans nos lettres', 'In our letters')}</h3>
      <p>
        {say(
          locale,
          'Ni image espionne ni lien pisté, sauf si vous l’avez accepté dans vos préférences. Ce choix est distinct de l’inscription et se retire au même endroit, à tout moment ; rouvrir une ancienne lettre n’enregistre alors plus rien.',
          'No spying image and no tracked link, unless you agreed to it in your preferences. That choice is separate from signing up and is withdrawn in the same place, at any time; an old letter opened again then records nothing.',
        )}
      </p>
      <h3>{say(locale, 'Sur quelle base légale', 'On what legal basis')}</h3>
      <p>{statements.legalBasis[locale]}</p>
      <h3>{say(locale, 'Combien de temps', 'For how long')}</h3>
      <p>{statements.retention[locale]}</p>
      {publication.subscriptions && <CustomerPrivacy locale={locale} />}
      <h3>{say(locale, 'Vos droits', 'Your rights')}</h3>
      <p>
        {statements.rights[locale]}{' '}
        {say(
          locale,
          'Le lien « préférences » de chaque lettre permet tout cela sans mot de passe. Vous pouvez aussi écrire à ',
          'The “preferences” link in each letter does all this without a password. You can also write to ',
        )}
        <a href={`mailto:${dataProtection}`}>{dataProtection}</a>.
      </p>
      <p class="small">
        <a href={localPath(locale, '/newsletters')}>
          {say(locale, 'Voir les lettres', 'See the letters')}
        </a>
      </p>
    </div>
  )
}
