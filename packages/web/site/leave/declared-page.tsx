// The receipt of a declaration: what was declared, with its date and time. It says nothing of the
// contract itself, which whoever typed a name may not be a party to; the mail to its address does.
import type { Declaration } from '#subscriptions/declaration'
import { declaredLines, momentText, quoted } from '#subscriptions/declaration-words'
import { leaveLabels } from '#subscriptions/leave-labels'
import { localPath, say } from '../../shared/locale.ts'
import { Page } from '../../shared/page.tsx'
import { Status } from '../../shared/parts.tsx'
import type { View } from '../../shared/view.ts'
import { DeclaredList } from './declared-list.tsx'

export function DeclaredPage({ view, declaration }: { view: View; declaration: Declaration }) {
  const { locale, publication } = view
  const { kind, typed, at, id } = declaration
  const title =
    kind === 'cancellation'
      ? say(locale, 'Votre résiliation est notifiée', 'Your cancellation is notified')
      : say(locale, 'Votre rétractation est confirmée', 'Your withdrawal is confirmed')
  const moment = momentText(at, locale, publication.zone)
  return (
    <Page view={view} title={title} isPrivate>
      <header class="page-head">
        <p>
          <Status tone="good">{say(locale, 'Reçue', 'Received')}</Status>
        </p>
        <h1 class="title">{title}</h1>
        <p class="standfirst">
          {say(locale, `Nous l’avons reçue ${moment}.`, `We received it ${moment}.`)}
        </p>
      </header>
      <div class="narrow stack">
        <DeclaredList
          lines={[
            ...declaredLines({ kind, typed }, locale),
            {
              label: say(locale, 'Accusé de réception', 'Receipt'),
              texts: [quoted(leaveLabels[kind].act[locale], locale), moment],
            },
            { label: say(locale, 'Référence', 'Reference'), texts: [id] },
          ]}
        />
        <p>{nextText(view, declaration)}</p>
        <p class="small">
          {say(
            locale,
            `Cette page reste à cette adresse\u202f; vous pouvez l’imprimer. Une erreur\u202f? Écrivez à ${publication.identity.email}.`,
            `This page stays at this address; you can print it. A mistake? Write to ${publication.identity.email}.`,
          )}
        </p>
        <p class="actions">
          <a class="button" href={localPath(locale, '/account')}>
            {say(locale, 'Voir votre compte', 'See your account')}
          </a>
        </p>
      </div>
    </Page>
  )
}

function nextText({ locale }: View, { typed, kind }: Declaration): string {
  if (typed.email === undefined)
    return say(
      locale,
      'Une personne de notre service vous confirme la date de fin et les effets par courrier.',
      'A person of our service confirms the day it ends and what follows by post.',
    )
  return kind === 'cancellation'
    ? say(
        locale,
        `Un message part à ${typed.email}\u202f: il vaut accusé de réception et dit quand le contrat prend fin et ce qui en résulte. Si nous ne savons pas de quel contrat il s’agit, une personne vous répond\u202f; la date ci-dessus reste la bonne.`,
        `A message goes to ${typed.email}: it is the receipt and says when the contract ends and what follows. If we can’t tell which contract is meant, a person answers you; the date above stays the one that counts.`,
      )
    : say(
        locale,
        `Un message part à ${typed.email}\u202f: il vaut accusé de réception et dit ce qui vous est remboursé, et quand. Si nous ne savons pas de quel contrat il s’agit, une personne vous répond\u202f; la date ci-dessus reste la bonne.`,
        `A message goes to ${typed.email}: it is the receipt and says what is paid back to you, and when. If we can’t tell which contract is meant, a person answers you; the date above stays the one that counts.`,
      )
}
