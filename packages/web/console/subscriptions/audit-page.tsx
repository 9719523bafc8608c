// What the nightly comparison with Stripe found: what it repaired, what still differs, by name.
import { idSchema } from '#kernel/ids'
import type { FoundDifference, LastAudit } from '#subscriptions/last-audit'
import { ExactTime, formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, TableFrame } from '../parts.tsx'
import { driftValue, driftWords } from './drift-words.ts'
import { SubscriptionsTabs } from './tabs.tsx'
import type { StripeUrl } from './words.ts'

type Props = { c: ConsoleContext; last: LastAudit | undefined; urlOf: StripeUrl }

export function AuditPage({ c, last, urlOf }: Props) {
  const view = c.get('view')
  const { locale, publication } = view
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={say(locale, 'Accord avec Stripe', 'Stripe and us')}
      lead={say(
        locale,
        'Chaque nuit, tout ce que Stripe a de cette publication est comparé avec ce qui est ici, et ce qui manquait est repris.',
        'Each night all that Stripe has of this publication is compared with what is here, and what was missing is taken in.',
      )}
    >
      <SubscriptionsTabs c={c} tab="audit" />
      {last ? (
        <>
          <Outcome last={last} view={view} />
          <Differences
            list={last.differences}
            count={last.differenceCount}
            urlOf={urlOf}
            view={view}
          />
          <Repaired last={last} urlOf={urlOf} view={view} />
        </>
      ) : (
        <Empty title={say(locale, 'Pas encore comparé', 'Not compared yet')}>
          {publication.subscriptions
            ? say(
                locale,
                'La première comparaison a lieu la nuit prochaine. Pour comparer tout de suite\u202f: kiosque subscription audit.',
                'The first comparison takes place next night. To compare at once: kiosque subscription audit.',
              )
            : say(
                locale,
                'Rien n’est en vente\u202f: il n’y a rien à comparer.',
                'Nothing is for sale: there is nothing to compare.',
              )}
        </Empty>
      )}
    </ConsolePage>
  )
}

function Outcome({ last, view }: { last: LastAudit; view: View }) {
  const { locale, publication } = view
  return (
    <dl class="facts">
      <dt>{say(locale, 'Résultat', 'Result')}</dt>
      <dd>
        {last.differenceCount === 0 ? (
          <Status tone="good">{say(locale, 'en accord', 'in agreement')}</Status>
        ) : (
          <Status tone="bad">
            {say(
              locale,
              `${last.differenceCount} à regarder`,
              `${last.differenceCount} to look at`,
            )}
          </Status>
        )}
      </dd>
      <dt>{say(locale, 'Comparé le', 'Compared on')}</dt>
      <dd>
        <ExactTime at={last.finishedAt} locale={locale} zone={publication.zone} />
      </dd>
      <dt>{say(locale, 'Objets comparés', 'Objects compared')}</dt>
      <dd>{formatNumber(last.comparedCount, locale)}</dd>
      <dt>{say(locale, 'Repris', 'Repaired')}</dt>
      <dd>
        {last.repairedCount === 0 ? (
          0
        ) : (
          <a href="#repaired">{formatNumber(last.repairedCount, locale)}</a>
        )}
      </dd>
      <dt>{say(locale, 'Encore différents', 'Still different')}</dt>
      <dd>
        {last.differenceCount === 0 ? (
          0
        ) : (
          <a href="#differences">{formatNumber(last.differenceCount, locale)}</a>
        )}
      </dd>
    </dl>
  )
}

type ListProps = { list: readonly FoundDifference[]; urlOf: StripeUrl; view: View }

function Differences({ list, count, urlOf, view }: ListProps & { count: number }) {
  const { locale } = view
  if (count === 0) return null
  return (
    <Part title={say(locale, 'Ce qui diffère encore', 'What still differs')} id="differences">
      <p class="soft">
        {say(
          locale,
          'Ouvrez les deux côtés. Ce qui a été changé à la main chez Stripe se corrige chez Stripe\u202f; la nuit suivante le constate.',
          'Open both sides. What was changed by hand at Stripe is corrected at Stripe; the next night sees it.',
        )}
      </p>
      <DifferenceTable list={list} urlOf={urlOf} view={view} />
      <Rest shown={list.length} count={count} view={view} />
    </Part>
  )
}

function Repaired({ last, urlOf, view }: { last: LastAudit; urlOf: StripeUrl; view: View }) {
  const { locale } = view
  if (last.repairedCount === 0) return null
  return (
    <Part title={say(locale, 'Ce qui a été repris', 'What was repaired')} id="repaired">
      <p class="soft">
        {say(
          locale,
          'Un message de Stripe ne nous était pas parvenu\u202f; c’est rattrapé, il n’y a rien à faire.',
          'A message of Stripe’s had not reached us; it is made up for, there is nothing to do.',
        )}
      </p>
      {last.repaired.length > 0 && (
        <DifferenceTable list={last.repaired} urlOf={urlOf} view={view} />
      )}
      <Rest shown={last.repaired.length} count={last.repairedCount} view={view} />
    </Part>
  )
}

function Rest({ shown, count, view }: { shown: number; count: number; view: View }) {
  if (count <= shown) return null
  return (
    <p class="soft">
      {say(
        view.locale,
        `Et ${count - shown} de plus\u202f: kiosque subscription audit les nomme tous.`,
        `And ${count - shown} more: kiosque subscription audit names them all.`,
      )}
    </p>
  )
}

function DifferenceTable({ list, urlOf, view }: ListProps) {
  const { locale } = view
  return (
    <TableFrame label={say(locale, 'Différences', 'Differences')}>
      <table class="table stacks">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Quoi', 'What')}</th>
            <th scope="col">{say(locale, 'Chez Stripe', 'At Stripe')}</th>
            <th scope="col">{say(locale, 'Ici', 'Here')}</th>
            <th scope="col">{say(locale, 'Objet de Stripe', 'Object at Stripe')}</th>
            <th scope="col">{say(locale, 'Le nôtre', 'Ours')}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((one) => (
            <DifferenceLine one={one} urlOf={urlOf} view={view} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function DifferenceLine(props: { one: FoundDifference; urlOf: StripeUrl; view: View }) {
  const { one, urlOf, view } = props
  const { locale, publication } = view
  const said = { locale, zone: publication.zone }
  const kind = one.stripe && stripePlaces[one.stripe.kind]
  return (
    <tr>
      <th scope="row" class="row-line">
        {driftWords(one.name, locale)}
      </th>
      <td data-label={say(locale, 'Chez Stripe', 'At Stripe')}>{driftValue(one.atStripe, said)}</td>
      <td data-label={say(locale, 'Ici', 'Here')}>{driftValue(one.here, said)}</td>
      <td class="mono" data-label={say(locale, 'Objet de Stripe', 'Object at Stripe')}>
        {one.stripe &&
          (kind ? <a href={urlOf(kind, one.stripe.id)}>{one.stripe.id}</a> : one.stripe.id)}
      </td>
      <td class="mono" data-label={say(locale, 'Le nôtre', 'Ours')}>
        <Ours id={one.ours} />
      </td>
    </tr>
  )
}

const stripePlaces: Record<string, Parameters<StripeUrl>[0]> = {
  subscription: 'subscriptions',
  invoice: 'invoices',
  charge: 'payments',
}

/** A subscription or an order has a page; an entitlement is on its order's. */
function Ours({ id }: { id: string | null }) {
  if (id === null) return <>–</>
  if (idSchema('subscription').safeParse(id).success)
    return <a href={`/console/subscriptions/${id}`}>{id}</a>
  if (idSchema('order').safeParse(id).success)
    return <a href={`/console/subscriptions/orders/${id}`}>{id}</a>
  return <>{id}</>
}
