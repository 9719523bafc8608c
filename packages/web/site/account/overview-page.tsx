// `/account`: what comes to this address, by which contracts, and what may be done about it.
import type { Company } from '#editorial/issue'
import { instant } from '#kernel/time'
import type { Contract, Holding } from '#subscriptions/account-holding'
import { type AccountOverview, accountOverview } from '#subscriptions/account-overview'
import { orderToken } from '#subscriptions/order-link'
import { Button, CsrfField } from '../../shared/form.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { Page } from '../../shared/page.tsx'
import { Flash } from '../../shared/parts.tsx'
import type { View } from '../../shared/view.ts'
import { companiesOf, publicIssue } from '../issues.ts'
import { signedIn } from './frame.tsx'
import { HoldingSection, type Part } from './holding-section.tsx'
import { flashOf, nextSentence } from './words.ts'

export const accountPage = signedIn(async (deps, c, { view, reader, csrf }) => {
  const overview = await accountOverview(deps, reader)
  const all = [...overview.own, ...overview.received.map(({ holding }) => holding)]
  const next = [...all, ...overview.given].flatMap(({ coming }) => coming.slice(0, 1))
  const issues = next.flatMap(({ issue }) => (issue ? [publicIssue(issue)] : []))
  const companies = await companiesOf(deps.table, issues)
  const orderPath = ({ order }: Contract) => {
    const { id: orderId, customerId } = order
    return localPath(view.locale, `/order/${orderToken(deps.signingKeys, { customerId, orderId })}`)
  }
  const shown = { view, overview, csrf, companies, orderPath, done: c.req.query('done') }
  return c.html(<Overview {...shown} />)
})

type OverviewProps = {
  view: View
  overview: AccountOverview
  csrf: string
  companies: readonly Company[]
  orderPath: (contract: Contract) => string
  done: string | undefined
}

function Overview(props: OverviewProps) {
  const { view, overview, done } = props
  const { locale, publication } = view
  const { own, given, received, underWay } = overview
  const mine = [...own, ...received.map(({ holding }) => holding)]
  const running = own.filter(isRunning)
  const over = own.filter((one) => !isRunning(one))
  const isEmpty = mine.length + given.length + underWay.length === 0
  const title =
    running.length + received.length > 1
      ? say(locale, 'Vos abonnements', 'Your subscriptions')
      : say(locale, 'Votre abonnement', 'Your subscription')
  return (
    <Page
      view={view}
      title={isEmpty ? say(locale, 'Votre compte', 'Your account') : title}
      isPrivate
    >
      <Flash message={flashOf(done)} locale={locale} />
      <header class="page-head">
        <p class="kicker">{say(locale, 'Votre compte', 'Your account')}</p>
        <h1 class="title">{isEmpty ? say(locale, 'Votre compte', 'Your account') : title}</h1>
        <p class="standfirst">
          {isEmpty
            ? say(
                locale,
                'Cette adresse n’a plus d’abonnement, de commande ni de cadeau ici.',
                'This address has no subscription, order or gift here any more.',
              )
            : nextSentence(mine, { locale, zone: publication.zone, now: instant(view.now) })}
        </p>
      </header>
      {underWay.map((order) => (
        <p class="account-note">
          {order.terms.name[locale]}
          {say(
            locale,
            '\u202f: le prélèvement est en cours. Les numéros viendront dès qu’il est encaissé.',
            ': the debit is under way. Issues will come once it is collected.',
          )}
        </p>
      ))}
      <Holdings {...props} holdings={running} part="own" />
      {received.map(({ holding, giver }) => (
        <HoldingSection {...props} holding={holding} part="received" giver={giver} />
      ))}
      <Holdings {...props} holdings={given} part="given" />
      {over.length > 0 && (
        <details class="account-over" open={running.length === 0}>
          <summary>
            {say(
              locale,
              'Commandes et abonnements terminés',
              'Orders and subscriptions that are over',
            )}
          </summary>
          <Holdings {...props} holdings={over} part="own" />
        </details>
      )}
      <AccountFoot {...props} />
    </Page>
  )
}

function Holdings(props: OverviewProps & { holdings: readonly Holding[]; part: Part }) {
  const { holdings, part } = props
  return (
    <>
      {holdings.map((holding) => (
        <HoldingSection {...props} holding={holding} part={part} />
      ))}
    </>
  )
}

function isRunning({ owed, openUntil, contracts }: Holding): boolean {
  const isOpen = contracts.some(({ state }) => state.kind !== 'ended' && state.kind !== 'ends')
  return owed > 0 || openUntil !== undefined || isOpen
}

/** The address that is signed in, invoices, and the way out. */
function AccountFoot({ view, overview, csrf }: OverviewProps) {
  const { locale } = view
  const { email, customer } = overview
  return (
    <section class="account-foot" aria-labelledby="you-title">
      <h2 class="subheading" id="you-title">
        {say(locale, 'Vous', 'You')}
      </h2>
      <dl class="summary">
        {email !== undefined && (
          <div>
            <dt>{say(locale, 'Adresse e-mail', 'E-mail address')}</dt>
            <dd>
              {email}
              {customer && (
                <>
                  <br />
                  <a class="small" href={localPath(locale, '/account/email')}>
                    {say(locale, 'Changer d’adresse e-mail', 'Change the e-mail address')}
                  </a>
                </>
              )}
            </dd>
          </div>
        )}
        {customer && (
          <div>
            <dt>{say(locale, 'Factures', 'Invoices')}</dt>
            <dd>
              <a href={localPath(locale, '/account/invoices')}>
                {say(locale, 'Toutes vos factures', 'All your invoices')}
              </a>
            </dd>
          </div>
        )}
        <div>
          <dt>{say(locale, 'Vos données', 'Your data')}</dt>
          <dd>
            <a href={localPath(locale, '/account/data')}>
              {say(locale, 'Les recevoir ou les effacer', 'Take them along or erase them')}
            </a>
          </dd>
        </div>
        <div>
          <dt>{say(locale, 'S’abonner, offrir', 'Subscribe, give')}</dt>
          <dd>
            <a href={localPath(locale, '/subscribe')}>{say(locale, 'Les offres', 'The offers')}</a>
          </dd>
        </div>
      </dl>
      <form class="actions" method="post" action={localPath(locale, '/account/sign-out')}>
        <CsrfField token={csrf} />
        <Button tone="plain" name="act" value="here">
          {say(locale, 'Se déconnecter', 'Sign out')}
        </Button>
        <Button tone="quiet" name="act" value="everywhere">
          {say(locale, 'Se déconnecter de tous les appareils', 'Sign out of all devices')}
        </Button>
      </form>
    </section>
  )
}
