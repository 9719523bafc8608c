// One mail in the inbox: as HTML in a frame, as text, as source, as headers.
import { ExactTime } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { View } from '#web/shared/view'
import { type InboxMail, isMeasured, type Scheme } from './inbox.ts'
import type { AcceptedMail } from './ses-journal.ts'
import { SandboxPage } from './tool-page.tsx'

export const mailViews = ['html', 'text', 'source', 'headers'] as const
export type Shown = {
  view: (typeof mailViews)[number]
  scheme: Scheme
  width: 'phone' | 'mail' | 'full'
  opened: 'yes' | 'no'
}

export function MailPage(props: { view: View; mail: AcceptedMail; read: InboxMail; shown: Shown }) {
  const { view, mail, read, shown } = props
  const { locale } = view
  const tags = Object.entries(mail.tags)
  return (
    <SandboxPage
      view={view}
      title={mail.subject || say(locale, '(sans objet)', '(no subject)')}
      current="/sandbox/inbox"
      actions={
        <a href={`/sandbox/inbox/${mail.id}/message.eml`}>
          {say(locale, 'Télécharger (.eml)', 'Download (.eml)')}
        </a>
      }
    >
      <dl class="facts">
        <dt>{say(locale, 'De', 'From')}</dt>
        <dd>{read.from}</dd>
        <dt>{say(locale, 'À', 'To')}</dt>
        <dd>{mail.to.join(', ')}</dd>
        <dt>{say(locale, 'Reçu', 'Received')}</dt>
        <dd>
          <ExactTime at={mail.receivedAt} locale={locale} zone={view.publication.zone} />
        </dd>
        {tags.length > 0 && (
          <>
            <dt>{say(locale, 'Étiquettes', 'Tags')}</dt>
            <dd class="mono">{tags.map(([name, value]) => `${name}=${value}`).join('  ')}</dd>
          </>
        )}
      </dl>
      <Switches view={view} shown={shown} />
      {shown.view === 'html' && mail.tags['mailing'] && (
        <Measuring view={view} isMeasured={isMeasured(read.html)} shown={shown} />
      )}
      <Part mail={mail} read={read} shown={shown} view={view} />
    </SandboxPage>
  )
}

function Switches({ view, shown }: { view: View; shown: Shown }) {
  const { locale } = view
  const link = (changes: Partial<Shown>, label: string) => {
    const isCurrent = Object.entries(changes).every(
      ([name, value]) => shown[name as keyof Shown] === value,
    )
    return (
      <a
        href={`?${new URLSearchParams({ ...shown, ...changes })}`}
        aria-current={isCurrent ? 'true' : undefined}
      >
        {label}
      </a>
    )
  }
  return (
    <nav class="switches" aria-label={say(locale, 'Façons de voir', 'Ways to look')}>
      <span>
        {link({ view: 'html' }, 'HTML')}
        {link({ view: 'text' }, say(locale, 'Texte', 'Text'))}
        {link({ view: 'source' }, 'Source')}
        {link({ view: 'headers' }, say(locale, 'En-têtes', 'Headers'))}
      </span>
      {shown.view === 'html' && (
        <>
          <span>
            {link({ scheme: 'light' }, say(locale, 'Clair', 'Light'))}
            {link({ scheme: 'dark' }, say(locale, 'Sombre', 'Dark'))}
          </span>
          <span>
            {link({ width: 'phone' }, say(locale, 'Téléphone', 'Phone'))}
            {link({ width: 'mail' }, say(locale, 'Messagerie', 'Mail program'))}
            {link({ width: 'full' }, say(locale, 'Pleine largeur', 'Full width'))}
          </span>
        </>
      )}
    </nav>
  )
}

/** Whether this newsletter records opens and clicks, and what looking at it here does. */
function Measuring(props: { view: View; isMeasured: boolean; shown: Shown }) {
  const { shown, isMeasured } = props
  const { locale } = props.view
  if (!isMeasured)
    return (
      <p class="soft">
        {say(
          locale,
          'Cette lettre n’est pas mesurée\u202f: son lecteur ne l’a pas accepté. Ses liens mènent droit au but.',
          'This newsletter is not measured: its reader has not agreed to it. Its links lead straight on.',
        )}
      </p>
    )
  if (shown.opened === 'yes')
    return (
      <p>
        {say(
          locale,
          'L’image invisible est chargée\u202f: l’ouverture est enregistrée, comme chez le lecteur. Les liens passent par le site et comptent aussi\u202f; un clic dans les huit secondes qui suivent l’envoi passe pour celui d’un programme.',
          'The invisible picture is loaded: the opening is recorded, as at the reader’s. Links go through the site and count as well; a click within eight seconds of the sending is taken for a program’s.',
        )}
      </p>
    )
  return (
    <p>
      {say(
        locale,
        'Cette lettre est mesurée, son lecteur l’a accepté. Ici, l’image invisible n’est pas chargée\u202f: regarder n’est pas ouvrir. Les liens, eux, passent par le site et comptent.',
        'This newsletter is measured, its reader has agreed to it. The invisible picture is not loaded here: looking is not opening. Links do go through the site, and count.',
      )}{' '}
      <a href={`?${new URLSearchParams({ ...shown, opened: 'yes' })}`}>
        {say(locale, 'L’ouvrir comme son lecteur', 'Open it as its reader would')}
      </a>
    </p>
  )
}

function Part(props: { view: View; mail: AcceptedMail; read: InboxMail; shown: Shown }) {
  const { mail, read, shown } = props
  const { locale } = props.view
  switch (shown.view) {
    case 'html':
      return read.html === '' ? (
        <p>{say(locale, 'Ce message n’a pas de partie HTML.', 'This mail has no HTML part.')}</p>
      ) : (
        <iframe
          class={`mail-frame ${shown.width} ${shown.scheme}`}
          title={say(locale, 'Le message', 'The mail')}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          src={`/sandbox/inbox/${mail.id}/body?scheme=${shown.scheme}&opened=${shown.opened}`}
        />
      )
    case 'text':
      return (
        <pre class="mail-text">{read.text || say(locale, '(aucun texte)', '(no text part)')}</pre>
      )
    case 'source':
      return <pre class="mail-text">{read.raw}</pre>
    case 'headers':
      return (
        <dl class="facts mono">
          {Object.entries(read.headers).map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      )
  }
}
