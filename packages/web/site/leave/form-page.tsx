// The fields of a cancellation or a withdrawal: what the law names, and nothing else is asked.
import type { Locale } from '#kernel/errors'
import type { Publication } from '#publication/schema'
import { type DeclarationKind, declarationLimits } from '#subscriptions/declaration'
import { leaveLabels } from '#subscriptions/leave-labels'
import {
  Button,
  Choices,
  ErrorSummary,
  Field,
  type FormState,
  TextArea,
} from '../../shared/form.tsx'
import { localPath, say } from '../../shared/locale.ts'
import { Page } from '../../shared/page.tsx'
import type { View } from '../../shared/view.ts'

type Props = {
  view: View
  kind: DeclarationKind
  form: FormState
  /** The token of the order it was opened with, or nothing. */
  order: string
  /** Of the declaration that this page may become. */
  token: string
}

export function LeaveFormPage(props: Props) {
  const { view, kind, form, order, token } = props
  const { locale } = view
  const title = leaveLabels[kind].door[locale]
  return (
    <Page view={view} title={title} hasOtherLocale={order === ''}>
      <header class="page-head">
        <p class="kicker">
          <span>
            {kind === 'cancellation'
              ? say(locale, 'Étape 1 sur 3', 'Step 1 of 3')
              : say(locale, 'Droit de rétractation', 'Right of withdrawal')}
          </span>
        </p>
        <h1 class="title">{title}</h1>
        <p class="standfirst">{lead[kind][locale]}</p>
      </header>
      <ErrorSummary form={form} locale={locale} />
      <div class="order">
        <form
          class="form order-form leave-form"
          method="post"
          action={doorOf(kind, locale)}
          novalidate
        >
          <input type="hidden" name="order" value={order} />
          <WhoPart {...props} />
          <WhichPart {...props} />
          {kind === 'cancellation' && <WhenPart {...props} />}
          {kind === 'withdrawal' && <input type="hidden" name="declaration" value={token} />}
          <div class="actions">
            {kind === 'cancellation' ? (
              <Button tone="primary" name="act" value="recap">
                {say(locale, 'Voir le récapitulatif', 'See the summary')}
              </Button>
            ) : (
              <Button tone="primary" name="act" value="confirm">
                {leaveLabels.withdrawal.act[locale]}
              </Button>
            )}
          </div>
        </form>
        <aside class="order-side" aria-label={say(locale, 'Ce qui se passe', 'What happens')}>
          <h2 class="subheading">{say(locale, 'Ce qui se passe', 'What happens')}</h2>
          <ul class="offer-facts leave-facts">
            {facts(kind, view.publication, locale).map((fact) => (
              <li>{fact}</li>
            ))}
          </ul>
          <p class="small">
            {kind === 'cancellation'
              ? say(
                  locale,
                  'Vous venez de vous abonner et changez d’avis\u202f? ',
                  'You have just subscribed and change your mind? ',
                )
              : say(locale, 'Le délai est passé\u202f? ', 'The period is over? ')}
            <OtherDoor kind={kind} locale={locale} />
          </p>
        </aside>
      </div>
    </Page>
  )
}

export function doorOf(kind: DeclarationKind, locale: Locale): string {
  return localPath(locale, kind === 'cancellation' ? '/cancel' : '/withdraw')
}

function OtherDoor({ kind, locale }: { kind: DeclarationKind; locale: Locale }) {
  const other = kind === 'cancellation' ? 'withdrawal' : 'cancellation'
  return <a href={doorOf(other, locale)}>{leaveLabels[other].door[locale]}</a>
}

const lead = {
  cancellation: {
    fr: 'Sans compte, sans frais, sans motif à donner. La page suivante récapitule\u202f; rien n’est envoyé avant.',
    en: 'Without an account, at no cost, without a reason. The next page sums it up; nothing is sent before.',
  },
  withdrawal: {
    fr: 'Quatorze jours pour changer d’avis, sans frais ni motif. Un accusé de réception part aussitôt par e-mail.',
    en: 'Fourteen days to change your mind, at no cost and without a reason. A receipt goes out by e-mail at once.',
  },
} as const

function facts(kind: DeclarationKind, publication: Publication, locale: Locale): string[] {
  if (kind === 'withdrawal')
    return [
      say(
        locale,
        'Papier\u202f: dès la commande, et jusqu’au quatorzième jour après la réception du premier numéro.',
        'Print: from the order on, until the fourteenth day after the first issue was received.',
      ),
      say(
        locale,
        'Numérique seul\u202f: jusqu’au quatorzième jour après la commande.',
        'Digital alone: until the fourteenth day after the order.',
      ),
      say(
        locale,
        'Tout ce que vous avez payé vous est remboursé, par le même moyen de paiement. Les exemplaires reçus sont à renvoyer.',
        'All that you paid is paid back, by the same means of payment. Copies received are to be sent back.',
      ),
      say(
        locale,
        'Un numéro acheté à l’unité n’ouvre pas ce droit.',
        'A single issue does not give this right.',
      ),
    ]
  return [
    say(
      locale,
      'Le renouvellement n’a pas lieu\u202f; plus rien n’est prélevé.',
      'The renewal does not take place; nothing more is charged.',
    ),
    say(
      locale,
      'Les numéros déjà payés vous sont servis jusqu’au dernier. Un mois payé va à son terme.',
      'Issues already paid are sent to you, to the last. A month that is paid runs to its end.',
    ),
    say(
      locale,
      'Un accusé de réception, avec la date de fin et les effets, part par e-mail.',
      'A receipt, with the day it ends and what follows, goes out by e-mail.',
    ),
    say(
      locale,
      `Une question\u202f? ${publication.identity.email}`,
      `A question? ${publication.identity.email}`,
    ),
  ]
}

function WhoPart({ view: { locale }, form, kind }: Props) {
  return (
    <fieldset class="part">
      <legend>{say(locale, 'Qui vous êtes', 'Who you are')}</legend>
      <Field
        locale={locale}
        form={form}
        name="name"
        label={say(locale, 'Nom et prénom, ou raison sociale', 'Name, or the company’s name')}
        autocomplete="name"
        maxlength={declarationLimits.name}
      />
      <Field
        locale={locale}
        form={form}
        name="email"
        type="email"
        label={say(locale, 'Adresse e-mail', 'E-mail address')}
        hint={say(
          locale,
          'L’accusé de réception y est envoyé. De préférence celle de la commande.',
          'The receipt is sent there. Preferably that of the order.',
        )}
        autocomplete="email"
        maxlength={254}
      />
      {kind === 'cancellation' && (
        <TextArea
          locale={locale}
          form={form}
          name="address"
          label={say(locale, 'À défaut, adresse postale', 'Failing that, a postal address')}
          isOptional
          rows={3}
          maxlength={declarationLimits.address}
        />
      )}
    </fieldset>
  )
}

function WhichPart({ view: { locale }, form, kind }: Props) {
  const isOptional = kind === 'cancellation'
  return (
    <fieldset class="part">
      <legend>{say(locale, 'De quel contrat il s’agit', 'Which contract it is')}</legend>
      <Field
        locale={locale}
        form={form}
        name="reference"
        label={
          isOptional
            ? say(locale, 'Numéro de commande ou de facture', 'Order or invoice number')
            : say(
                locale,
                'Numéro de commande, ou l’offre et sa date',
                'Order number, or the offer and its date',
              )
        }
        hint={say(
          locale,
          'Le numéro de commande commence par «\u202for_\u202f»\u202f; il est dans votre confirmation.',
          'The order number begins with “or_”; it is in your confirmation.',
        )}
        isOptional={isOptional}
        maxlength={declarationLimits.reference}
      />
    </fieldset>
  )
}

function WhenPart({ view, form }: Props) {
  const { locale, publication } = view
  const { identity } = publication
  return (
    <fieldset class="part">
      <legend>{say(locale, 'Quand', 'When')}</legend>
      <Choices
        locale={locale}
        form={form}
        kind="radio"
        name="wish"
        label={say(locale, 'Date de fin souhaitée', 'When it is to end')}
        chosen={[form.values['wish'] ?? 'soonest']}
        options={[
          {
            value: 'soonest',
            label: say(locale, 'Le plus tôt possible', 'As soon as possible'),
          },
          {
            value: 'paid',
            label: say(locale, 'Une fois servi ce que j’ai payé', 'Once what I paid for is served'),
          },
          { value: 'day', label: say(locale, 'À la date ci-dessous', 'On the day below') },
        ]}
      />
      <Field
        locale={locale}
        form={form}
        name="day"
        type="date"
        label={say(locale, 'Date', 'Day')}
        isOptional
      />
      <TextArea
        locale={locale}
        form={form}
        name="motive"
        label={say(
          locale,
          'Motif légitime d’une fin anticipée',
          'Legitimate reason for an early end',
        )}
        hint={say(
          locale,
          `Seulement si vous demandez que le contrat prenne fin avant les numéros payés, pour un motif que la loi reconnaît (force majeure, article 1218 du Code civil). Joignez alors un justificatif\u202f: ${identity.email}, ou ${identity.publisher}, ${identity.address.join(', ')}.`,
          `Only if you ask that the contract end before the issues that are paid, for a reason that the law knows (force majeure, article 1218 of the Code civil). Then send a proof: ${identity.email}, or ${identity.publisher}, ${identity.address.join(', ')}.`,
        )}
        isOptional
        rows={3}
        maxlength={declarationLimits.motive}
      />
    </fieldset>
  )
}
