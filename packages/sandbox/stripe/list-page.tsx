// The list of what this machine's Stripe holds, with its balance, its settings and the faults of its
// webhooks.
import type { Stripe } from 'stripe'
import type { Locale } from '#kernel/errors'
import { Button, Checkbox, Field, Select } from '#web/shared/form.tsx'
import { formatNumber, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, type FlashMessage, Pager } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { SandboxPage, TableFrame } from '../tool-page.tsx'
import type { Account } from './account.ts'
import type { Description } from './describe.ts'
import { shownKinds } from './outside.ts'
import type { ObjectKind } from './store.ts'
import type { WebhookFaults } from './webhooks.ts'
import { at, money } from './words.ts'

export const listLimit = 50

export function ListPage(props: {
  view: View
  lines: readonly Description[]
  total: number
  kind: ObjectKind | undefined
  page: number
  balance: Stripe.Balance
  account: Account
  waiting: number
  faults: WebhookFaults
  flash?: FlashMessage | undefined
}) {
  const { view, lines, total, kind, page } = props
  const { locale } = view
  const pageAt = (number: number) =>
    `/sandbox/stripe?${new URLSearchParams({ ...(kind ? { kind } : {}), page: String(number) })}`
  return (
    <SandboxPage
      view={view}
      title="Stripe"
      current="/sandbox/stripe"
      flash={props.flash}
      actions={
        <span class="figures">
          {formatNumber(total, locale)}{' '}
          {total === 1 ? say(locale, 'objet', 'object') : say(locale, 'objets', 'objects')}
        </span>
      }
    >
      <p>
        {say(
          locale,
          'Il tient lieu du vrai : mêmes objets, mêmes événements, aucun argent.',
          'It stands in for the real one: same objects, same events, no money.',
        )}
      </p>
      <Balance {...props} />
      <section class="section">
        <h2>{say(locale, 'Objets', 'Objects')}</h2>
        <form method="get" action="/sandbox/stripe" class="bar">
          <Select
            locale={locale}
            name="kind"
            label={say(locale, 'Genre', 'Kind')}
            value={kind ?? ''}
            options={[
              { value: '', label: say(locale, 'hors événements', 'all but events') },
              ...shownKinds.map((one) => ({ value: one, label: one })),
            ]}
          />
          <Button>{say(locale, 'Voir', 'Show')}</Button>
        </form>
        <Lines view={view} lines={lines} />
        <Pager
          locale={locale}
          newer={page > 1 ? pageAt(page - 1) : undefined}
          older={page * listLimit < total ? pageAt(page + 1) : undefined}
        />
      </section>
      <Faults locale={locale} faults={props.faults} waiting={props.waiting} />
    </SandboxPage>
  )
}

function Balance(props: { view: View; balance: Stripe.Balance; account: Account }) {
  const { balance, account, view } = props
  const { locale } = view
  const amount = (list: { amount: number }[]) => money(list[0]?.amount ?? 0, 'eur', locale)
  const isManual = account.payouts === 'manual'
  return (
    <section class="section">
      <h2>{say(locale, 'Solde', 'Balance')}</h2>
      <dl class="facts">
        <dt>{say(locale, 'Disponible', 'Available')}</dt>
        <dd class="figures">{amount(balance.available)}</dd>
        <dt>{say(locale, 'En attente', 'Pending')}</dt>
        <dd class="figures">{amount(balance.pending)}</dd>
        <dt>{say(locale, 'Virements', 'Payouts')}</dt>
        <dd>
          {isManual
            ? say(locale, 'à la main', 'by hand')
            : say(locale, 'chaque jour ouvré, d’eux-mêmes', 'each working day, by themselves')}
        </dd>
        <dt>{say(locale, 'Après la dernière relance', 'After the last retry')}</dt>
        <dd>
          <code>{account.afterRetries}</code>
        </dd>
      </dl>
      <div class="bar after-table">
        <form method="post" action="/sandbox/stripe/act">
          <input type="hidden" name="act" value="payout" />
          <Button>{say(locale, 'Virer maintenant ce qui est disponible', 'Pay out now')}</Button>
        </form>
        <form method="post" action="/sandbox/stripe/act">
          <input type="hidden" name="act" value="payout" />
          <Button tone="quiet" name="schedule" value={isManual ? 'automatic' : 'manual'}>
            {isManual
              ? say(locale, 'Virer chaque jour ouvré', 'Pay out each working day')
              : say(locale, 'Virer à la main', 'Pay out by hand')}
          </Button>
        </form>
      </div>
      <form method="post" action="/sandbox/stripe/act" class="form narrow">
        <input type="hidden" name="act" value="settings" />
        <Select
          locale={locale}
          name="afterRetries"
          label={say(
            locale,
            'Un abonnement impayé après la dernière relance',
            'A subscription unpaid after the last retry',
          )}
          value={account.afterRetries}
          options={[
            { value: 'cancel', label: say(locale, 'est résilié', 'is canceled') },
            { value: 'unpaid', label: say(locale, 'devient « unpaid »', 'becomes unpaid') },
            { value: 'past_due', label: say(locale, 'reste « past_due »', 'stays past_due') },
          ]}
        />
        <p class="actions">
          <Button>{say(locale, 'Régler', 'Set')}</Button>
        </p>
      </form>
    </section>
  )
}

export function Lines({ view, lines }: { view: View; lines: readonly Description[] }) {
  const { locale, publication } = view
  if (lines.length === 0)
    return (
      <Empty title={say(locale, 'Rien encore.', 'Nothing yet.')}>
        {say(
          locale,
          'Abonnez-vous sur le site : ce que Stripe en sait apparaîtra ici.',
          'Subscribe on the site: what Stripe knows of it will show here.',
        )}
      </Empty>
    )
  const label = say(locale, 'Objets', 'Objects')
  return (
    <TableFrame label={label}>
      <table class="table mails">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Objet', 'Object')}</th>
            <th scope="col">{say(locale, 'À propos', 'About')}</th>
            <th scope="col">{say(locale, 'État', 'Status')}</th>
            <th scope="col" class="number">
              {say(locale, 'Montant', 'Amount')}
            </th>
            <th scope="col">{say(locale, 'Créé', 'Created')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <th scope="row">
                <a href={`/sandbox/stripe/${line.id}`}>{line.kind}</a>
              </th>
              <td>{line.about}</td>
              <td>{line.status}</td>
              <td class="number">
                {line.amount === null ? '' : money(line.amount, line.currency, locale)}
              </td>
              <td>
                {line.created !== null && (
                  <Time
                    at={at(line.created)}
                    now={view.now}
                    locale={locale}
                    zone={publication.zone}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function Faults(props: { locale: Locale; faults: WebhookFaults; waiting: number }) {
  const { locale, faults, waiting } = props
  const number = (name: string, label: string, value: number) => (
    <Field
      locale={locale}
      name={name}
      type="number"
      step="any"
      inputmode="decimal"
      label={label}
      value={String(value)}
      isRequired
    />
  )
  const percent = (share: number) => Math.round(share * 10_000) / 100
  return (
    <section class="section">
      <h2>{say(locale, 'Pannes des événements', 'Faults of the events')}</h2>
      <p>
        {say(
          locale,
          'Les événements partent signés vers /stripe/webhook ; un refus est repris pendant trois jours.',
          'Events go signed to /stripe/webhook; one that is refused is repeated for three days.',
        )}{' '}
        {waiting > 0 &&
          say(
            locale,
            `En route ou en reprise : ${formatNumber(waiting, locale)}.`,
            `On their way or waiting for another try: ${formatNumber(waiting, locale)}.`,
          )}
      </p>
      <form method="post" action="/sandbox/stripe/faults" class="form narrow after-table">
        {number('drop', say(locale, 'Perdus, %', 'Lost, %'), percent(faults.webhookDropShare))}
        {number(
          'repeat',
          say(locale, 'Livrés deux fois, %', 'Delivered twice, %'),
          percent(faults.webhookRepeatShare),
        )}
        {number('delay', say(locale, 'En retard, %', 'Late, %'), percent(faults.webhookDelayShare))}
        {number(
          'delaySeconds',
          say(locale, 'Retard, secondes', 'How late, seconds'),
          faults.webhookDelaySeconds,
        )}
        <Checkbox
          name="shuffle"
          isChecked={faults.webhookShuffle}
          label={say(locale, 'Livrés dans le désordre', 'Delivered out of order')}
        />
        <p class="actions">
          <Button>{say(locale, 'Régler', 'Set')}</Button>
        </p>
      </form>
    </section>
  )
}
