// The fields of an order: who orders, and where copies go.
import type { Locale, Sentence } from '#kernel/errors'
import type { Plan, Subscriptions } from '#publication/plans'
import { countryName } from '#readers/country'
import { countryCodes } from '#readers/country-codes'
import { addressLimits } from '#subscriptions/postal-address'
import { isDelivered } from '#subscriptions/price'
import { Field, type FormState, Select } from '../shared/form.tsx'
import { say } from '../shared/locale.ts'

type PartProps = { locale: Locale; form: FormState }

/** E-mail, name, and for a company its name and VAT number. */
export function WhoPart({ locale, form }: PartProps) {
  return (
    <fieldset class="part">
      <legend>{say(locale, 'Qui commande', 'Who orders')}</legend>
      <Field
        locale={locale}
        form={form}
        name="email"
        type="email"
        label={say(locale, 'Adresse e-mail', 'E-mail address')}
        hint={say(
          locale,
          'La confirmation et l’accès y arrivent. Elle n’est inscrite à aucune lettre.',
          'The confirmation and access arrive there. It is signed up for no newsletter.',
        )}
        autocomplete="email"
      />
      <Field
        locale={locale}
        form={form}
        name="name"
        label={say(locale, 'Prénom et nom', 'First and last name')}
        autocomplete="name"
      />
      <Field
        locale={locale}
        form={form}
        name="company"
        label={say(locale, 'Société', 'Company')}
        isOptional
        autocomplete="organization"
      />
      <Field
        locale={locale}
        form={form}
        name="vatNumber"
        label={say(locale, 'Numéro de TVA', 'VAT number')}
        hint={say(
          locale,
          'D’une société hors de France, dans l’Union\u202f: BE0123456789.',
          'Of a company in the Union but outside France: BE0123456789.',
        )}
        isOptional
      />
    </fieldset>
  )
}

/** Where copies go; of a digital plan, where one lives. */
export function WherePart(props: PartProps & { plan: Plan; sold: Subscriptions }) {
  const { locale, form, plan, sold } = props
  const goesByPost = isDelivered(plan.edition)
  return (
    <fieldset class="part">
      <legend>
        {goesByPost
          ? say(locale, 'Où livrer', 'Where to deliver')
          : say(locale, 'Où vous résidez', 'Where you live')}
      </legend>
      {goesByPost ? (
        <p class="small">
          {say(
            locale,
            `Six lignes de ${addressLimits.line} caractères au plus, espaces comprises\u202f: c’est ce que la poste sait lire. Les lignes vides se referment.`,
            `Six lines of ${addressLimits.line} characters at most, spaces included: that is what the French post can read. Empty lines close up.`,
          )}
        </p>
      ) : (
        <p class="small">
          {say(
            locale,
            'La TVA d’un abonnement numérique dépend du pays de résidence.',
            'The VAT on a digital subscription depends on where you live.',
          )}
        </p>
      )}
      <Select
        locale={locale}
        form={form}
        name={goesByPost ? 'delivery.country' : 'country'}
        label={say(locale, 'Pays', 'Country')}
        options={countryOptions(goesByPost ? sold.deliversTo : countryCodes, locale)}
        value="FR"
      />
      {goesByPost ? (
        <AddressFields locale={locale} form={form} isOrdered />
      ) : (
        <Field
          locale={locale}
          form={form}
          name="postcode"
          label={say(locale, 'Code postal', 'Postal code')}
          autocomplete="postal-code"
        />
      )}
    </fieldset>
  )
}

const nameAbove: Sentence = {
  fr: 'Vide\u202f: la société ou le nom ci-dessus, ou qui reçoit le cadeau.',
  en: 'Empty: the company or name above, or who receives the gift.',
}

/** The six lines of an address. `isOrdered`: an order's, whose first line may be left to its buyer. */
export function AddressFields(props: PartProps & { isOrdered: boolean }) {
  const { locale, form, isOrdered } = props
  const typed = { locale, form }
  return (
    <>
      <Field
        {...typed}
        name="delivery.recipient"
        label={say(locale, '1. Destinataire', '1. Recipient')}
        {...(isOrdered ? { hint: nameAbove[locale], isOptional: true } : {})}
      />
      <Field
        {...typed}
        name="delivery.detail"
        label={say(locale, '2. Service, étage, chez', '2. Department, floor, care of')}
        isOptional
        autocomplete="address-line2"
      />
      <Field
        {...typed}
        name="delivery.building"
        label={say(locale, '3. Bâtiment, résidence', '3. Building, residence')}
        isOptional
        autocomplete="address-line3"
      />
      <Field
        {...typed}
        name="delivery.street"
        label={say(locale, '4. Numéro et rue', '4. Number and street')}
        autocomplete="address-line1"
      />
      <Field
        {...typed}
        name="delivery.place"
        label={say(locale, '5. Lieu-dit, BP, CS', '5. Hamlet, PO box')}
        isOptional
      />
      <div class="order-pair">
        <Field
          {...typed}
          name="delivery.postcode"
          label={say(locale, '6. Code postal', '6. Postal code')}
          autocomplete="postal-code"
        />
        <Field
          {...typed}
          name="delivery.town"
          label={say(locale, 'Ville', 'Town')}
          autocomplete="address-level2"
        />
      </div>
    </>
  )
}

/** By their names in this language. */
export function countryOptions(codes: readonly string[], locale: Locale) {
  const { compare } = new Intl.Collator(locale)
  return [...new Set(codes)]
    .map((value) => ({ value, label: countryName(value, locale) }))
    .sort((a, b) => compare(a.label, b.label))
}
