// One subscription in the account, as a magazine would set it: the next issue with its cover, what is
// left and when it renews, the issues, and at the end the ways to change or leave.
import type { Company } from '#editorial/issue'
import type { Locale } from '#kernel/errors'
import { countryName } from '#readers/country'
import type { Contract, Holding } from '#subscriptions/account-holding'
import { addressLines } from '#subscriptions/postal-address'
import { Day, Numero, Title } from '../../shared/format.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { Status } from '../../shared/parts.tsx'
import type { View } from '../../shared/view.ts'
import { publicIssue } from '../issues.ts'
import { CoverImage, companiesIn, langOf } from '../parts.tsx'
import { ContractPart } from './contract-part.tsx'
import { ComingList, ReceivedList } from './issue-lists.tsx'
import { issues, openSentence, runningFirst, stateOf } from './words.ts'

/** `own`: mine. `given`: a gift to somebody else. `received`: a gift to me, by `giver`. */
export type Part = 'own' | 'given' | 'received'

export type HoldingProps = {
  view: View
  holding: Holding
  part: Part
  giver?: string
  csrf: string
  companies: readonly Company[]
  /** The page of each order, by its id; a recipient is shown none. */
  orderPath: (contract: Contract) => string
}

export function HoldingSection(props: HoldingProps) {
  const { view, holding, part } = props
  const { locale } = view
  const { coming, received } = holding
  const id = `h-${holding.ref.streamId}`
  const rest = coming.slice(1)
  return (
    <section class="holding" aria-labelledby={id}>
      <header class="holding-head">
        <h2 class="heading" id={id}>
          {holding.name[locale]}
        </h2>
        <Lead {...props} />
      </header>
      <div class="holding-grid">
        <NextIssue {...props} />
        <Facts {...props} />
        {rest.length > 0 && (
          <div class="holding-coming">
            <h3 class="kicker">{say(locale, 'Ensuite', 'After that')}</h3>
            <ComingList view={view} coming={rest} />
          </div>
        )}
      </div>
      {received.length > 0 && (
        <div class="holding-received">
          <h3 class="kicker">
            {part === 'given'
              ? say(locale, 'Déjà envoyés', 'Sent so far')
              : say(locale, 'Servis', 'Sent')}
          </h3>
          <ReceivedList
            view={view}
            holding={holding}
            csrf={props.csrf}
            mayRead={part !== 'given'}
          />
        </div>
      )}
    </section>
  )
}

function Lead({ view, holding, part, giver }: HoldingProps) {
  const { locale, publication } = view
  const { recipient, contracts } = holding
  const name = recipient?.name ?? contracts[0]?.order.gift?.recipientName ?? ''
  if (part === 'received')
    return <p>{say(locale, `Un cadeau de ${giver ?? ''}`, `A gift from ${giver ?? ''}`)}</p>
  const [contract] = runningFirst(contracts)
  const state = contract && stateOf(contract, { locale, zone: publication.zone })
  return (
    <p>
      {part === 'given' && <>{say(locale, `Offert à ${name}`, `Given to ${name}`)} </>}
      {state && <Status tone={state.tone}>{state.word}</Status>}
    </p>
  )
}

function NextIssue({ view, holding, companies }: HoldingProps) {
  const { locale, publication } = view
  const [next] = holding.coming
  if (!next) {
    const { openUntil } = holding
    return (
      <div class="holding-next">
        <p class="holding-quiet">
          {openUntil !== undefined
            ? openSentence(openUntil, { locale, zone: publication.zone })[locale]
            : holding.owed > 0
              ? say(
                  locale,
                  'Le prochain numéro n’a pas encore de date\u202f: il viendra à vous.',
                  'The next issue has no date yet: it will come to you.',
                )
              : say(locale, 'Plus aucun numéro n’est à venir.', 'No issue is to come any more.')}
        </p>
      </div>
    )
  }
  const issue = next.issue && publicIssue(next.issue)
  return (
    <div class={issue ? 'holding-next with-cover' : 'holding-next'}>
      {issue && (
        <div class="holding-cover">
          <CoverImage
            view={view}
            issue={issue}
            companies={companiesIn(issue, companies)}
            size="small"
          />
        </div>
      )}
      <div>
        <p class="kicker">
          <span>{say(locale, 'Prochain numéro', 'Next issue')}</span>
          <span>
            <Numero n={next.number} />
          </span>
        </p>
        <h3 class="holding-title" lang={issue && langOf(view)}>
          {issue ? (
            <a class="plain-link" href={localPath(locale, `/issues/${next.number}`)}>
              <Title text={issue.dossier.title || issue.title} />
            </a>
          ) : (
            say(locale, 'Sujet à venir', 'Subject to come')
          )}
        </h3>
        <p>
          {issue ? (
            <>
              {say(locale, 'Prévu le ', 'Planned for ')}
              <Day date={issue.coverDate} locale={locale} />
            </>
          ) : (
            say(locale, 'Date à venir', 'Date to come')
          )}
        </p>
      </div>
    </div>
  )
}

/** `, 3 servis`. */
function served(count: number, locale: Locale): string {
  return say(locale, `, ${count} servi${count > 1 ? 's' : ''}`, `, ${count} sent`)
}

function Facts(props: HoldingProps) {
  const { view, holding, part } = props
  const { locale } = view
  const { owed, servedCount, copies, delivery, ref } = holding
  return (
    <div class="holding-facts">
      <dl class="summary">
        <div>
          <dt>{say(locale, 'Numéros', 'Issues')}</dt>
          <dd>
            {holding.openUntil === undefined || owed > 0 ? (
              <>
                {owed === 0 && servedCount > 0 ? (
                  say(locale, 'Plus aucun à venir', 'None to come')
                ) : (
                  <>
                    <strong class="figures">{issues(owed, locale)}</strong>{' '}
                    {say(locale, 'à venir', 'to come')}
                  </>
                )}
                {servedCount > 0 && served(servedCount, locale)}
              </>
            ) : (
              say(
                locale,
                `${issues(servedCount, 'fr')} à lire`,
                `${issues(servedCount, 'en')} to read`,
              )
            )}
            {copies > 1 && (
              <>
                <br />
                {say(
                  locale,
                  `${copies} exemplaires de chaque numéro`,
                  `${copies} copies of each issue`,
                )}
              </>
            )}
            {holding.isSuspended && (
              <>
                <br />
                {say(
                  locale,
                  'Suspendu\u202f: le paiement est contesté auprès de la banque. Rien n’est perdu.',
                  'On hold: the payment is contested at the bank. Nothing is lost.',
                )}
              </>
            )}
          </dd>
        </div>
        {holding.isPlaceHidden && (
          <div>
            <dt>{say(locale, 'Livraison', 'Delivery')}</dt>
            <dd>
              {say(
                locale,
                'À l’adresse que la personne a elle-même indiquée.',
                'To the address that they gave themselves.',
              )}
            </dd>
          </div>
        )}
        {delivery && (
          <div>
            <dt>{say(locale, 'Livraison', 'Delivery')}</dt>
            <dd>
              {addressLines(delivery, countryName(delivery.country, locale)).map((line, at) => (
                <>
                  {at > 0 && <br />}
                  {line}
                </>
              ))}
              <br />
              <a class="small" href={localPath(locale, `/account/delivery/${ref.streamId}`)}>
                {say(locale, 'Changer l’adresse', 'Change the address')}
              </a>
            </dd>
          </div>
        )}
        {part !== 'received' &&
          runningFirst(holding.contracts).map((contract) => (
            <ContractPart {...props} contract={contract} />
          ))}
      </dl>
    </div>
  )
}
