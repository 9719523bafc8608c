// `/account/delivery/:stream`: where copies go from now on, with the first issue that it applies to.
import type { Context } from 'hono'
import { formatEuros } from '#kernel/typography'
import { countryName } from '#readers/country'
import { type ChangeDeliveryOutcome, changeDelivery } from '#subscriptions/change-delivery'
import { isPlaceOfRecipient } from '#subscriptions/delivery-change'
import { addressLimits, addressLines } from '#subscriptions/postal-address'
import type { StreamRef } from '#subscriptions/store-streams'
import { notFound } from '../../shared/errors.tsx'
import {
  Button,
  CsrfField,
  ErrorSummary,
  emptyForm,
  type FormState,
  Select,
} from '../../shared/form.tsx'
import { localPath, say } from '../../shared/locale.ts'
import type { View } from '../../shared/view.ts'
import { formValues, type SiteDeps, shopOf } from '../context.ts'
import { AddressFields, countryOptions } from '../order-fields.tsx'
import { SummaryList } from '../order-summary.tsx'
import { AccountPage, signedIn, streamOf, type Visit } from './frame.tsx'
import { checkAccountCsrf } from './session.ts'
import { dayOf } from './words.ts'

export const deliveryPage = signedIn(async (deps, c, visit) => {
  const { delivery, ref } = await placeOf(deps, c, visit)
  if (!isRecipient(visit, ref) && (await isPlaceOfRecipient(deps.table, ref)))
    return c.html(formPage(deps, visit, emptyForm))
  const values = Object.fromEntries(
    Object.entries(delivery).map(([name, text]) => [`delivery.${name}`, text]),
  )
  return c.html(formPage(deps, visit, { values, errors: {} }))
})

export const postDelivery = signedIn(async (deps, c, visit) => {
  const values = await formValues(c)
  checkAccountCsrf(deps, c, values)
  const { ref } = await placeOf(deps, c, visit)
  const of = (name: string) => values[`delivery.${name}`]
  const outcome = await changeDelivery(deps, {
    ...{ ref, by: isRecipient(visit, ref) ? 'recipient' : 'reader' },
    typed: {
      ...{ recipient: of('recipient'), detail: of('detail'), building: of('building') },
      ...{ street: of('street'), place: of('place'), postcode: of('postcode') },
      ...{ town: of('town'), country: of('country') },
    },
  })
  if (outcome.kind === 'notPosted') throw notFound(nothingSent)
  if (outcome.kind === 'refused') {
    const errors = Object.fromEntries(
      Object.entries(outcome.fields).map(([name, sentence]) => [`delivery.${name}`, sentence]),
    )
    return c.html(formPage(deps, visit, { values, errors }), 422)
  }
  return c.html(<ChangedPage view={visit.view} outcome={outcome} />)
})

function isRecipient({ held }: Visit, { customerId }: StreamRef): boolean {
  return held.customerId !== customerId
}

const nothingSent = {
  fr: 'Rien de cet abonnement ne part par la poste\u202f: il n’a pas d’adresse à changer.',
  en: 'Nothing of this subscription goes by post: it has no address to change.',
}

async function placeOf(deps: SiteDeps, c: Context, visit: Visit) {
  const { ref, stream } = await streamOf(deps, visit, c.req.param('stream'))
  const { delivery } = stream
  if (!delivery) throw notFound(nothingSent)
  return { ref, delivery }
}

function formPage(deps: SiteDeps, { view, csrf }: Visit, form: FormState) {
  const { locale } = view
  const { sold } = shopOf(deps)
  return (
    <AccountPage
      view={view}
      title={say(locale, 'Changer l’adresse de livraison', 'Change the delivery address')}
      lead={say(
        locale,
        'Elle vaut dès le prochain numéro. Ceux qui sont déjà postés arrivent à l’ancienne.',
        'It holds from the next issue on. Those that are posted already go to the old one.',
      )}
    >
      <ErrorSummary form={form} locale={locale} />
      <form class="form order-form account-form" method="post" novalidate>
        <CsrfField token={csrf} />
        <fieldset class="part">
          <legend>{say(locale, 'Nouvelle adresse', 'New address')}</legend>
          <p class="small">
            {say(
              locale,
              `Six lignes de ${addressLimits.line} caractères au plus, espaces comprises. Les lignes vides se referment.`,
              `Six lines of ${addressLimits.line} characters at most, spaces included. Empty lines close up.`,
            )}
          </p>
          <Select
            locale={locale}
            form={form}
            name="delivery.country"
            label={say(locale, 'Pays', 'Country')}
            options={countryOptions(sold.deliversTo, locale)}
            value="FR"
          />
          <AddressFields locale={locale} form={form} isOrdered={false} />
        </fieldset>
        <div class="actions">
          <Button tone="primary">{say(locale, 'Changer l’adresse', 'Change the address')}</Button>
          <a class="button" href={localPath(locale, '/account')}>
            {say(locale, 'Annuler', 'Leave it')}
          </a>
        </div>
      </form>
    </AccountPage>
  )
}

type Changed = Extract<ChangeDeliveryOutcome, { kind: 'changed' }>

function ChangedPage({ view, outcome }: { view: View; outcome: Changed }) {
  const { locale, publication } = view
  const { delivery, appliesFrom, renewals } = outcome
  const place = { locale, zone: publication.zone }
  return (
    <AccountPage
      view={view}
      title={say(locale, 'L’adresse est changée', 'The address is changed')}
      lead={say(
        locale,
        `Elle vaut à partir du N°\u00a0${appliesFrom}.`,
        `It holds from issue ${appliesFrom} on.`,
      )}
    >
      <div class="narrow stack">
        <SummaryList
          lines={[
            {
              label: say(locale, 'Livraison', 'Delivery'),
              texts: addressLines(delivery, countryName(delivery.country, locale)),
            },
            ...renewals.map(({ at, before, gross }) => ({
              label: say(locale, 'Renouvellement', 'Renewal'),
              texts: [
                gross === before
                  ? say(
                      locale,
                      `Le ${dayOf(at, place)}, au même prix\u202f: ${formatEuros(gross, 'fr')}, avec la TVA de ce territoire.`,
                      `On ${dayOf(at, place)}, at the same price: ${formatEuros(gross, 'en')}, with the VAT of that territory.`,
                    )
                  : say(
                      locale,
                      `Le ${dayOf(at, place)}, pour ${formatEuros(gross, 'fr')} au lieu de ${formatEuros(before, 'fr')}\u202f: la TVA de ce territoire est autre.`,
                      `On ${dayOf(at, place)}, for ${formatEuros(gross, 'en')} instead of ${formatEuros(before, 'en')}: the VAT of that territory differs.`,
                    ),
              ],
            })),
          ]}
        />
        <p class="actions">
          <a class="button primary" href={localPath(locale, '/account')}>
            {say(locale, 'Revenir à mon compte', 'Back to my account')}
          </a>
        </p>
      </div>
    </AccountPage>
  )
}
