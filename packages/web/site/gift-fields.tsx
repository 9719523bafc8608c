// The fields of a gift: that it is one, who receives it, when they are told and in which words. Without
// a script the box itself shows and hides what follows it.
import type { Plan } from '#publication/plans'
import { countryCodes } from '#readers/country-codes'
import { orderLimits } from '#subscriptions/order'
import { isDelivered } from '#subscriptions/price'
import { Checkbox, Field, type FormState, Select, TextArea } from '../shared/form.tsx'
import { say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import { todayIn } from './issues.ts'
import { countryOptions } from './order-fields.tsx'
import { isGift } from './order-values.ts'

type GiftPartProps = { view: View; form: FormState; plan: Plan }

/** Nothing where the plan can't be given. */
export function GiftPart({ view, form, plan }: GiftPartProps) {
  const { locale, publication, now } = view
  if (!plan.giftable) return null
  const isRead = plan.edition !== 'print'
  const today = todayIn(publication.zone, now)
  const inAYear = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`
  return (
    <fieldset class="part gift-part" id="f-gift">
      <legend>{say(locale, 'Pour vous ou pour offrir', 'For yourself or as a gift')}</legend>
      <Checkbox
        name="gift"
        isChecked={isGift(form.values)}
        label={say(locale, 'C’est un cadeau', 'This is a gift')}
        hint={say(
          locale,
          'Vous payez une fois\u202f; l’abonnement prend fin tout seul.',
          'You pay once; the subscription ends by itself.',
        )}
      />
      <div class="gift-fields">
        <Field
          locale={locale}
          form={form}
          name="gift.recipientName"
          label={say(locale, 'Prénom et nom de la personne', 'First and last name of the person')}
        />
        <Field
          locale={locale}
          form={form}
          name="gift.recipientEmail"
          type="email"
          label={say(locale, 'Son adresse e-mail', 'Their e-mail address')}
          isOptional={!isRead}
          hint={
            isRead
              ? say(
                  locale,
                  'Elle y apprend le cadeau et lit avec cette adresse. Elle n’est inscrite à aucune lettre.',
                  'They are told there and read with this address. It is signed up for no newsletter.',
                )
              : say(
                  locale,
                  'Pour lui annoncer le cadeau. Sans elle, c’est à vous de le dire.',
                  'To announce the gift. Without it, telling is up to you.',
                )
          }
        />
        <Field
          locale={locale}
          form={form}
          name="gift.startsOn"
          type="date"
          min={today}
          max={inAYear}
          label={say(locale, 'Jour où nous l’annonçons', 'Day on which we announce it')}
          hint={say(
            locale,
            'Vide\u202f: dès que c’est payé. Sinon, à huit heures ce jour-là.',
            'Empty: once it is paid. Else at eight in the morning of that day.',
          )}
          isOptional
        />
        <TextArea
          locale={locale}
          form={form}
          name="gift.message"
          rows={3}
          maxlength={orderLimits.message}
          label={say(locale, 'Votre mot', 'Your words')}
          isOptional
        />
        {isDelivered(plan.edition) && (
          <Select
            locale={locale}
            form={form}
            name="country"
            label={say(locale, 'Votre pays, pour la facture', 'Your country, for the invoice')}
            options={countryOptions(countryCodes, locale)}
            value="FR"
          />
        )}
      </div>
    </fieldset>
  )
}
