// What staff change for somebody: where copies go, their e-mail address, a copy that did not come.
import type { Subscriptions } from '#publication/plans'
import { addressLimits } from '#subscriptions/postal-address'
import type { SubscriptionView } from '#subscriptions/show-subscription'
import {
  Button,
  CsrfField,
  ErrorSummary,
  Field,
  type FormState,
  Select,
} from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import { Empty } from '#web/shared/parts.tsx'
import { AddressFields, countryOptions } from '../../site/order-fields.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { personOf } from './order-words.ts'

type Props = { c: ConsoleContext; shown: SubscriptionView; form: FormState }

function Frame(props: {
  c: ConsoleContext
  shown: SubscriptionView
  title: string
  lead: string
  button: string
  form: FormState
  children?: unknown
}) {
  const { c, shown, form } = props
  const { locale } = c.get('view')
  const path = `/console/subscriptions/${shown.subscription.id}`
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={props.title}
      back={{ href: path, name: personOf(shown, locale) }}
      lead={props.lead}
    >
      <form method="post" class="form">
        <CsrfField token={c.get('csrf')} />
        <ErrorSummary form={form} locale={locale} />
        {props.children}
        <p class="actions">
          <Button tone="primary">{props.button}</Button>
          <a class="button quiet" href={path}>
            {say(locale, 'Ne rien changer', 'Change nothing')}
          </a>
        </p>
      </form>
    </ConsolePage>
  )
}

/** `firstIssue`: the first that goes to the new place. */
export function DeliveryPage(
  props: Props & { sold: Pick<Subscriptions, 'deliversTo'>; firstIssue: number },
) {
  const { c, shown, form, sold, firstIssue } = props
  const { locale } = c.get('view')
  return (
    <Frame
      {...{ c, shown, form }}
      title={say(locale, 'Changer l’adresse de livraison', 'Change where copies go')}
      lead={say(
        locale,
        `À partir du N° ${firstIssue}. Six lignes de ${addressLimits.line} caractères au plus.`,
        `From No. ${firstIssue} on. Six lines of ${addressLimits.line} characters at most.`,
      )}
      button={say(locale, 'Changer l’adresse', 'Change the address')}
    >
      <Select
        locale={locale}
        form={form}
        name="delivery.country"
        label={say(locale, 'Pays', 'Country')}
        options={countryOptions(sold.deliversTo, locale)}
      />
      <AddressFields locale={locale} form={form} isOrdered={false} />
      <p class="soft">
        {say(
          locale,
          'Vers un autre territoire, la TVA du prochain renouvellement change\u202f: le prix d’aujourd’hui reste payé.',
          'To another territory the VAT of the next renewal changes; what is paid today stays paid.',
        )}
      </p>
    </Frame>
  )
}

export function EmailPage({ c, shown, form }: Props) {
  const { locale } = c.get('view')
  const email = shown.customer?.email
  return (
    <Frame
      {...{ c, shown, form }}
      title={say(locale, 'Changer l’e-mail', 'Change the e-mail address')}
      lead={say(
        locale,
        `Un lien part à la nouvelle adresse\u202f: rien ne change avant que la personne l’ait confirmée.${email ? ` Aujourd’hui\u202f: ${email}.` : ''}`,
        `A link goes to the new address: nothing changes until the person has confirmed it.${email ? ` Today: ${email}.` : ''}`,
      )}
      button={say(locale, 'Envoyer le lien', 'Send the link')}
    >
      <Field
        locale={locale}
        form={form}
        name="email"
        type="email"
        label={say(locale, 'Nouvelle adresse', 'New address')}
        maxlength={254}
        isRequired
      />
    </Frame>
  )
}

export function CopyPage({ c, shown, form }: Props) {
  const { locale } = c.get('view')
  const path = `/console/subscriptions/${shown.subscription.id}`
  const numbers = shown.served.map(({ number }) => number).sort((a, b) => b - a)
  if (numbers.length === 0)
    return (
      <ConsolePage
        c={c}
        place="subscriptions"
        title={say(locale, 'Renvoyer un exemplaire', 'Send a copy again')}
        back={{ href: path, name: personOf(shown, locale) }}
      >
        <Empty title={say(locale, 'Aucun numéro n’a été servi', 'No issue was served yet')}>
          {say(
            locale,
            'Il n’y a rien à renvoyer avant le premier.',
            'There is nothing to send again before the first.',
          )}
        </Empty>
      </ConsolePage>
    )
  return (
    <Frame
      {...{ c, shown, form }}
      title={say(locale, 'Renvoyer un exemplaire', 'Send a copy again')}
      lead={say(
        locale,
        'Il rejoint la liste des exemplaires à renvoyer, à l’adresse d’aujourd’hui. Aucun numéro n’est décompté.',
        'It joins the list of copies to be sent again, to today’s address. No issue is counted down.',
      )}
      button={say(locale, 'Mettre sur la liste', 'Put it on the list')}
    >
      <Select
        locale={locale}
        form={form}
        name="number"
        label={say(locale, 'Numéro non reçu', 'Issue that did not come')}
        options={numbers.map((number) => ({ value: String(number), label: `N° ${number}` }))}
      />
    </Frame>
  )
}
