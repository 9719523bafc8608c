// One declaration: as it was made, what came of it, and, while it waits, what a person can decide.
import type { Child } from 'hono/jsx'
import { hasRole } from '#staff/member'
import type { Declaration } from '#subscriptions/declaration'
import { declaredLines, effectTexts, endText, momentText } from '#subscriptions/declaration-words'
import type { Candidate } from '#subscriptions/match-declaration'
import {
  Button,
  Checkbox,
  Choices,
  CsrfField,
  Field,
  type FormState,
  TextArea,
} from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import { Flash, type FlashMessage, Status } from '#web/shared/parts.tsx'
import { type ConsoleContext, refundRoles } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { declarationKinds, declarationStates, waitingWords } from './declaration-words.ts'
import { stateWord } from './declarations-page.tsx'
import { SubscriptionsTabs } from './tabs.tsx'

type Props = {
  c: ConsoleContext
  declaration: Declaration
  /** Contracts of the address or reference that were typed. */
  candidates: readonly Candidate[]
  form: FormState
  flash: FlashMessage | undefined
}

export function DeclarationPage(props: Props) {
  const { c, declaration, flash } = props
  const view = c.get('view')
  const { locale } = view
  const { kind, status, waitingBecause, typed } = declaration
  const isWaiting = status === 'waiting'
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={`${declarationKinds[kind][locale]}, ${typed.name}`}
      {...(isWaiting && waitingBecause ? { lead: waitingWords[waitingBecause].what[locale] } : {})}
    >
      <SubscriptionsTabs c={c} tab="declarations" />
      <Flash message={flash} locale={locale} />
      <p>
        <Status tone={declarationStates[status].tone}>{stateWord(declaration, view)}</Status>
      </p>
      <Declared c={c} declaration={declaration} />
      <CameOfIt c={c} declaration={declaration} />
      {isWaiting && declaration.effect === undefined && <Assign {...props} />}
      {isWaiting && <Close {...props} />}
    </ConsolePage>
  )
}

function Declared({ c, declaration }: Pick<Props, 'c' | 'declaration'>) {
  const { locale, publication } = c.get('view')
  const { at, proof, channel, id } = declaration
  const how =
    channel === 'staff'
      ? say(
          locale,
          `prise par l’équipe (${proof.buttonLabel})`,
          `taken by staff (${proof.buttonLabel})`,
        )
      : say(
          locale,
          `«\u202f${proof.buttonLabel}\u202f», conditions ${proof.textVersion}`,
          `“${proof.buttonLabel}”, terms ${proof.textVersion}`,
        )
  return (
    <Part title={say(locale, 'Ce qui a été déclaré', 'What was declared')}>
      <dl class="facts">
        {declaredLines(declaration, locale).map(({ label, texts }) => (
          <Line label={label}>{lines(texts)}</Line>
        ))}
        <Line label={say(locale, 'Reçue', 'Received')}>
          {lines([momentText(at, locale, publication.zone), how, id])}
        </Line>
      </dl>
    </Part>
  )
}

function CameOfIt({ c, declaration }: Pick<Props, 'c' | 'declaration'>) {
  const { locale, publication } = c.get('view')
  const { contract, closed, effect } = declaration
  if (!contract && !closed) return null
  const end = endText(declaration, locale)
  const texts = [...(end ? [end] : []), ...effectTexts(declaration, { publication, locale })]
  return (
    <Part title={say(locale, 'Ce qui en est venu', 'What came of it')}>
      <dl class="facts">
        {contract && (
          <Line label={say(locale, 'Abonnement', 'Subscription')}>
            <a href={`/console/subscriptions/${contract.subscriptionId}`}>
              {contract.subscriptionId}
            </a>
          </Line>
        )}
        {effect && <Line label={say(locale, 'Effets', 'Effects')}>{lines(texts)}</Line>}
        {closed && (
          <Line label={say(locale, 'Classée', 'Closed')}>
            {lines([closed.reason, momentText(closed.at, locale, publication.zone)])}
          </Line>
        )}
      </dl>
    </Part>
  )
}

function Assign({ c, declaration, candidates, form }: Props) {
  const { locale } = c.get('view')
  const error = form.errors['subscription']
  const mayAccept =
    error === undefined &&
    declaration.kind === 'withdrawal' &&
    hasRole(c.get('staff'), ...refundRoles)
  return (
    <Part title={say(locale, 'Rattacher à un contrat', 'Attach it to a contract')} id="assign">
      {candidates.length === 0 && <Search c={c} name={declaration.typed.name} />}
      <form
        class="form"
        method="post"
        action={`/console/subscriptions/declarations/${declaration.id}/assign`}
      >
        <CsrfField token={c.get('csrf')} />
        {candidates.length > 0 ? (
          <Choices
            locale={locale}
            form={form}
            kind="radio"
            name="subscription"
            label={say(locale, 'Contrats de cette personne', 'Contracts of this person')}
            chosen={[form.values['subscription'] ?? '']}
            options={candidates.map((one) => ({
              value: one.subscriptionId,
              label: `${one.names.join(', ')}, ${one.orderId}`,
              hint: one.hasEnded ? say(locale, 'terminé', 'ended') : one.subscriptionId,
            }))}
          />
        ) : (
          <Field
            locale={locale}
            form={form}
            name="subscription"
            label={say(locale, 'Identifiant de l’abonnement', 'The subscription’s id')}
            hint={say(
              locale,
              'Il commence par sb_ et se lit dans l’adresse de sa page.',
              'It begins with sb_ and is in the address of its page.',
            )}
          />
        )}
        {mayAccept && (
          <Checkbox
            name="goodwill"
            isChecked={false}
            label={say(locale, 'Accepter à titre de geste', 'Accept as a gesture')}
            hint={say(
              locale,
              'Même hors délai ou au nom d’une société\u202f: tout est remboursé.',
              'Even too late or in a company’s name: everything is paid back.',
            )}
          />
        )}
        <p class="small">
          {say(
            locale,
            'L’effet suit aussitôt, et la personne reçoit l’accusé qui le dit.',
            'The effect follows at once, and the person gets the receipt that says so.',
          )}
        </p>
        <div class="actions">
          <Button tone="primary">
            {say(locale, 'Rattacher et appliquer', 'Attach and apply')}
          </Button>
        </div>
      </form>
    </Part>
  )
}

/** Where no contract fits by itself: a look for the name among all of them. */
function Search({ c, name }: { c: ConsoleContext; name: string }) {
  const { locale } = c.get('view')
  return (
    <p>
      <a href={`/console/subscriptions?${new URLSearchParams({ q: name })}`}>
        {say(
          locale,
          `Chercher «\u202f${name}\u202f» parmi les abonnements`,
          `Look for “${name}” among the subscriptions`,
        )}
      </a>
    </p>
  )
}

function Close({ c, declaration, form }: Props) {
  const { locale } = c.get('view')
  return (
    <Part title={say(locale, 'Classer', 'Close')} id="close">
      <form
        class="form"
        method="post"
        action={`/console/subscriptions/declarations/${declaration.id}/close`}
      >
        <CsrfField token={c.get('csrf')} />
        <TextArea
          locale={locale}
          form={form}
          name="reason"
          label={say(locale, 'Pourquoi', 'Why')}
          hint={say(
            locale,
            'Gardé avec la déclaration. La personne ne reçoit rien d’ici\u202f: répondez-lui d’abord.',
            'Kept with the declaration. Nothing is sent from here: answer the person first.',
          )}
          rows={3}
          maxlength={500}
        />
        <div class="actions">
          <Button tone="plain">{say(locale, 'Classer', 'Close')}</Button>
        </div>
      </form>
    </Part>
  )
}

function Line({ label, children }: { label: string; children?: Child }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}

function lines(texts: readonly string[]) {
  return texts.map((text, at) => (
    <>
      {at > 0 && <br />}
      {text}
    </>
  ))
}
