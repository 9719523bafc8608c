// `/subscribe`: the offers, as a magazine sets them. Price with VAT, what one gets and when, means of
// payment and where copies go, before anything is asked.
import type { Context } from 'hono'
import type { Issue } from '#editorial/issue'
import { listIssues } from '#editorial/store'
import type { Locale } from '#kernel/errors'
import { formatEuros, formatRate } from '#kernel/typography'
import type { Plan, Subscriptions } from '#publication/plans'
import { countryName } from '#readers/country'
import { withdrawalDays } from '#subscriptions/deadlines'
import { Day, Numero, Title } from '../shared/format.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import type { View } from '../shared/view.ts'
import { publicCache, type SiteDeps, shopOf, viewOf } from './context.ts'
import { todayIn, upcomingIssues } from './issues.ts'
import { CoverImage, langOf } from './parts.tsx'
import { mainlandPrice, planFacts } from './plan-words.ts'

export async function subscribePage(deps: SiteDeps, c: Context) {
  const { sold } = shopOf(deps)
  const view = viewOf(deps, c)
  const issues = await listIssues(deps.table)
  const next = upcomingIssues(issues, todayIn(deps.publication.zone, view.now))[0]
  c.header('cache-control', publicCache)
  return c.html(<SubscribePage view={view} sold={sold} next={next} />)
}

type SubscribePageProps = { view: View; sold: Subscriptions; next: Issue | undefined }

export function SubscribePage({ view, sold, next }: SubscribePageProps) {
  const { locale, publication } = view
  const title = say(locale, 'S’abonner', 'Subscribe')
  const groups = groupsOf(sold)
  return (
    <Page
      view={view}
      title={say(locale, `S’abonner à ${publication.name}`, `Subscribe to ${publication.name}`)}
      description={publication.tagline[locale]}
      hasOtherLocale
    >
      <div class="offers-head">
        <header class="page-head">
          <h1 class="title">{title}</h1>
          <p class="standfirst">
            {say(
              locale,
              'Le magazine chez vous, en ligne, ou les deux. Vous achetez des numéros\u202f: chacun vous est dû, qu’il paraisse à l’heure ou non.',
              'The magazine at your door, online, or both. You buy issues: each is owed to you, whether it comes out on time or not.',
            )}
          </p>
        </header>
        {next && <NextIssue view={view} issue={next} />}
      </div>
      {groups.map((group) => (
        <section class="offers" aria-labelledby={`offers-${group.id}`}>
          <h2 class="section-title" id={`offers-${group.id}`}>
            {say(locale, group.fr, group.en)}
          </h2>
          <ul class="offer-list">
            {group.plans.map((plan) => (
              <Offer view={view} plan={plan} />
            ))}
          </ul>
        </section>
      ))}
      <Conditions view={view} sold={sold} />
    </Page>
  )
}

type Group = { id: string; fr: string; en: string; plans: Plan[] }

function groupsOf({ plans }: Subscriptions): Group[] {
  const groups: Group[] = [
    {
      ...{ id: 'both', fr: 'Papier et numérique', en: 'Print and digital' },
      plans: plans.filter((plan) => plan.edition === 'both'),
    },
    {
      ...{ id: 'print', fr: 'Papier', en: 'Print' },
      plans: plans.filter((plan) => plan.edition === 'print' && plan.kind !== 'single'),
    },
    {
      ...{ id: 'digital', fr: 'Numérique', en: 'Digital' },
      plans: plans.filter((plan) => plan.edition === 'digital' && plan.kind !== 'single'),
    },
    {
      ...{ id: 'single', fr: 'Au numéro', en: 'By the issue' },
      plans: plans.filter((plan) => plan.edition !== 'both' && plan.kind === 'single'),
    },
  ]
  return groups.filter((group) => group.plans.length > 0)
}

function Offer({ view, plan }: { view: View; plan: Plan }) {
  const { locale } = view
  const price = mainlandPrice(view, plan)
  return (
    <li class="offer">
      <div class="offer-text">
        <h3 class="heading">{plan.name[locale]}</h3>
        <p class="offer-about">{plan.description[locale]}</p>
        <ul class="offer-facts">
          {planFacts(plan, locale).map((fact) => (
            <li>{fact}</li>
          ))}
        </ul>
      </div>
      <div class="offer-price">
        <p class="price">{formatEuros(plan.priceCents, locale)}</p>
        <p class="small">
          {price &&
            say(
              locale,
              `dont TVA ${formatRate(price.rate, 'fr')}\u202f: ${formatEuros(price.vat, 'fr')}`,
              `including VAT at ${formatRate(price.rate, 'en')}: ${formatEuros(price.vat, 'en')}`,
            )}
        </p>
        <p>
          <a class="button" href={localPath(locale, `/subscribe/${plan.id}`)}>
            {plan.kind === 'single'
              ? say(locale, 'Choisir un numéro', 'Choose an issue')
              : say(locale, 'Choisir', 'Choose')}
            <span class="visually-hidden">
              {say(locale, '\u202f: ', ': ')}
              {plan.name[locale]}
            </span>
          </a>
        </p>
        {plan.giftable && (
          <p class="offer-give">
            <a href={`${localPath(locale, `/subscribe/${plan.id}`)}?gift=yes`}>
              {say(locale, 'L’offrir', 'Give it')}
              <span class="visually-hidden">
                {say(locale, '\u202f: ', ': ')}
                {plan.name[locale]}
              </span>
            </a>
          </p>
        )}
      </div>
    </li>
  )
}

function NextIssue({ view, issue }: { view: View; issue: Issue }) {
  const { locale } = view
  return (
    <aside class="offers-next" aria-label={say(locale, 'Le prochain numéro', 'The next issue')}>
      <CoverImage view={view} issue={issue} companies={[]} size="small" />
      <div>
        <p class="kicker">
          <span>{say(locale, 'Prochain numéro', 'Next issue')}</span>
          <span>
            <Numero n={issue.number} />
          </span>
        </p>
        <p class="offers-next-title" lang={langOf(view)}>
          <a href={localPath(locale, `/issues/${issue.number}`)}>
            <Title text={issue.dossier.title || issue.title} />
          </a>
        </p>
        <p class="small">
          {say(locale, 'Prévu le ', 'Planned for ')}
          <Day date={issue.coverDate} locale={locale} />.{' '}
          {say(
            locale,
            'Un abonnement commence avec lui, ou avec celui de votre choix.',
            'A subscription begins with it, or with one of your choice.',
          )}
        </p>
      </div>
    </aside>
  )
}

/** What the law wants said before one starts to order (L221-14), in plain words. */
function Conditions({ view, sold }: { view: View; sold: Subscriptions }) {
  const { locale } = view
  const names = sold.deliversTo.map((code) => countryName(code, locale))
  const countries = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
  const items: [string, string][] = [
    ...giftAndBackIssues(sold, locale),
    [
      say(locale, 'Payer', 'Paying'),
      say(
        locale,
        'Par carte bancaire ou par prélèvement SEPA, sur la page sécurisée de Stripe.',
        'By card or SEPA direct debit, on the secure page of Stripe.',
      ),
    ],
    [
      say(locale, 'Livrer', 'Delivery'),
      say(
        locale,
        `Comprise dans le prix. Le papier part vers\u202f: ${countries}. Le numérique se lit partout.`,
        `Included in the price. Print goes to: ${countries}. Digital can be read anywhere.`,
      ),
    ],
    [
      say(locale, 'Le prix ailleurs', 'The price elsewhere'),
      say(
        locale,
        'Les prix ci-dessus valent pour la France métropolitaine, TVA comprise. Le pays indiqué sur la page suivante peut les changer\u202f; le récapitulatif le montre avant toute commande.',
        'The prices above hold for mainland France, VAT included. The country given on the next page may change them; the summary shows it before any order.',
      ),
    ],
    [
      say(locale, 'Changer d’avis', 'Changing one’s mind'),
      say(
        locale,
        `${withdrawalDays} jours pour se rétracter d’un abonnement, à compter du premier numéro reçu pour le papier, de la commande pour le numérique. Pas pour un numéro à l’unité.`,
        `${withdrawalDays} days to withdraw from a subscription, from the first issue received for print, from the order for digital. Not for a single issue.`,
      ),
    ],
    [
      say(locale, 'Se réabonner', 'Renewal'),
      say(
        locale,
        'Un abonnement qui se reconduit le dit. Nous vous écrivons un à trois mois avant, et refuser est gratuit.',
        'A subscription that renews says so. We write to you one to three months before, and refusing is free.',
      ),
    ],
  ]
  return (
    <section class="block" aria-labelledby="conditions-title">
      <h2 class="section-title" id="conditions-title">
        {say(locale, 'Avant de commander', 'Before you order')}
      </h2>
      <dl class="conditions">
        {items.map(([label, text]) => (
          <div>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="more">
        <a href={localPath(locale, '/terms')}>
          {say(locale, 'Les conditions de vente en entier', 'The terms of sale in full')}
        </a>
      </p>
    </section>
  )
}

/** Said where the title has such offers. */
function giftAndBackIssues({ plans }: Subscriptions, locale: Locale): [string, string][] {
  const gift: [string, string] = [
    say(locale, 'Offrir', 'Giving'),
    say(
      locale,
      'Vous payez une fois, rien ne se reconduit. Le jour que vous choisissez, nous l’annonçons avec votre mot\u202f; la personne lit avec sa propre adresse.',
      'You pay once and nothing renews. On the day you choose we announce it with your words; the person reads with an address of their own.',
    ),
  ]
  const back: [string, string] = [
    say(locale, 'Les anciens numéros', 'Back issues'),
    say(
      locale,
      'Les numéros parus se vendent à l’unité tant qu’il en reste, les prochains se réservent.',
      'Issues that are out are sold one by one while there are any left; those to come can be reserved.',
    ),
  ]
  return [
    ...(plans.some(({ giftable }) => giftable) ? [gift] : []),
    ...(plans.some(({ kind }) => kind === 'single') ? [back] : []),
  ]
}
