// One reader: what they get, what they consented to and when, what they were sent, what staff may do.

import type { ReaderId } from '#kernel/ids'
import type { TimelineEntry } from '#privacy/reader-timeline'
import { countryName } from '#readers/country'
import type { Reader, Suppression } from '#readers/reader'
import { topicsOf } from '#readers/topics'
import type { Contact } from '#subscriptions/contact-of'
import { Button, CsrfField, Field } from '#web/shared/form.tsx'
import { ExactTime, formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, When } from '../parts.tsx'
import { readerStates } from '../words.ts'
import { TagsPart } from './tags-part.tsx'
import { sources, suppressionReasons, Timeline } from './timeline.tsx'

type ShownReader = Reader & { softBounces?: ReadonlySet<string> | undefined }

export function ReaderPage(props: {
  c: ConsoleContext
  id: ReaderId
  reader?: ShownReader
  /** Of a customer, perhaps no reader at all. */
  contact?: Contact
  suppression?: Suppression
  timeline: readonly TimelineEntry[]
  flash?: FlashMessage | undefined
}) {
  const { c, reader, contact, suppression } = props
  const view = c.get('view')
  const { locale } = view
  return (
    <ConsolePage
      c={c}
      place="readers"
      title={reader?.email ?? contact?.email ?? say(locale, 'Lecteur effacé', 'Erased reader')}
      back={{ href: '/console/readers', name: say(locale, 'Lecteurs', 'Readers') }}
      actions={
        reader && (
          <Status tone={readerStates[reader.status].tone}>
            {readerStates[reader.status].word[locale]}
          </Status>
        )
      }
      flash={props.flash}
    >
      {suppression && <Suppressed c={c} id={props.id} suppression={suppression} />}
      <div class="columns">
        <Part title={say(locale, 'Ce qui s’est passé', 'What happened')}>
          <Timeline entries={props.timeline} view={view} />
        </Part>
        {reader ? (
          <div>
            <Part title={say(locale, 'Aujourd’hui', 'Today')}>
              <Facts reader={reader} view={view} />
            </Part>
            <TagsPart c={c} reader={reader} />
            <Acts c={c} reader={reader} />
          </div>
        ) : contact ? (
          <div>
            <p class="soft">
              {say(
                locale,
                'Cette personne n’est pas inscrite à la lettre : elle est cliente, reçoit un cadeau ou a fait une déclaration.',
                'This person does not get the newsletter: they are a customer, get a gift or made a declaration.',
              )}
            </p>
            <DataPart c={c} id={props.id} />
          </div>
        ) : (
          <p class="soft">
            {say(
              locale,
              'Les données de ce lecteur sont effacées. Il reste la preuve de ses choix, sans adresse.',
              'This reader’s data is erased. What is left is the proof of their choices, without the address.',
            )}
          </p>
        )}
      </div>
    </ConsolePage>
  )
}

/** Why nothing is sent, and the way back where there is one. */
function Suppressed(props: { c: ConsoleContext; id: ReaderId; suppression: Suppression }) {
  const { c, id, suppression } = props
  const view = c.get('view')
  const { locale } = view
  const mayBeLifted = suppression.reason === 'bounced' || suppression.reason === 'staff'
  return (
    <div class="flash warn" role="status">
      <p>
        {suppressionReasons[suppression.reason][locale]} (<When at={suppression.at} view={view} />
        ).
      </p>
      {mayBeLifted ? (
        <form method="post" action={`/console/readers/${id}/lift`} class="actions data-acts">
          <CsrfField token={c.get('csrf')} />
          <Button size="small" tone="plain">
            {say(locale, 'Écrire de nouveau à cette adresse', 'Write to this address again')}
          </Button>
        </form>
      ) : (
        <p>
          {say(
            locale,
            'Seule la personne peut revenir, en s’inscrivant de nouveau.',
            'Only the person can come back, by signing up again.',
          )}
        </p>
      )}
    </div>
  )
}

function Facts({ reader, view }: { reader: ShownReader; view: View }) {
  const { locale, publication } = view
  const softBounces = reader.softBounces?.size ?? 0
  const { zone } = publication
  const chosen = topicsOf(publication, reader)
  const names = publication.topics
    .filter((topic) => chosen.includes(topic.id))
    .map((topic) => topic.name[locale])
  return (
    <dl class="facts">
      <dt>{say(locale, 'Sujets', 'Topics')}</dt>
      <dd>{reader.topics.length === 0 ? say(locale, 'tous', 'all') : names.join(', ')}</dd>
      <dt>{say(locale, 'Langue', 'Language')}</dt>
      <dd>
        {reader.locale === 'fr'
          ? say(locale, 'français', 'French')
          : say(locale, 'anglais', 'English')}
      </dd>
      <dt>{say(locale, 'Ouvertures et clics', 'Opens and clicks')}</dt>
      <dd>
        {reader.trackingConsent
          ? say(locale, 'enregistrés, avec son accord', 'recorded, with consent')
          : say(locale, 'pas enregistrés', 'not recorded')}
        {reader.lastClickOn &&
          say(
            locale,
            `\u202f; dernier clic le ${formatDate(reader.lastClickOn, locale)}`,
            `; last click on ${formatDate(reader.lastClickOn, locale)}`,
          )}
      </dd>
      <dt>{say(locale, 'Arrivé par', 'Came through')}</dt>
      <dd>{sources[reader.source]?.[locale] ?? reader.source}</dd>
      <dt>{say(locale, 'Inscrit le', 'Signed up')}</dt>
      <dd>
        <ExactTime at={reader.createdAt} locale={locale} zone={zone} />
      </dd>
      {reader.joinedAt && (
        <>
          <dt>{say(locale, 'Ailleurs depuis', 'Elsewhere since')}</dt>
          <dd>{formatDate(reader.joinedAt.slice(0, 10), locale)}</dd>
        </>
      )}
      {reader.country && (
        <>
          <dt>{say(locale, 'Pays', 'Country')}</dt>
          <dd>{countryName(reader.country, locale)}</dd>
        </>
      )}
      {reader.confirmedAt && (
        <>
          <dt>{say(locale, 'Confirmé le', 'Confirmed')}</dt>
          <dd>
            <ExactTime at={reader.confirmedAt} locale={locale} zone={zone} />
          </dd>
        </>
      )}
      {reader.status === 'unsubscribed' && reader.unsubscribedAt && (
        <>
          <dt>{say(locale, 'Désinscrit le', 'Unsubscribed')}</dt>
          <dd>
            <ExactTime at={reader.unsubscribedAt} locale={locale} zone={zone} />
          </dd>
        </>
      )}
      {softBounces > 0 && (
        <>
          <dt>{say(locale, 'Non remis, pour l’instant', 'Bounced for now')}</dt>
          <dd>
            {say(
              locale,
              `${softBounces} ${softBounces > 1 ? 'envois' : 'envoi'} (boîte pleine ou messagerie injoignable)`,
              `${softBounces} ${softBounces > 1 ? 'mailings' : 'mailing'} (full mailbox or server out of reach)`,
            )}
          </dd>
        </>
      )}
      {reader.unsubscribeReason && (
        <>
          <dt>{say(locale, 'Raison donnée', 'Reason given')}</dt>
          <dd>{reader.unsubscribeReason}</dd>
        </>
      )}
    </dl>
  )
}

function Acts({ c, reader }: { c: ConsoleContext; reader: Reader }) {
  const locale = c.get('locale')
  const path = `/console/readers/${reader.id}`
  return (
    <>
      {reader.status !== 'unsubscribed' && (
        <Part title={say(locale, 'Désinscrire à sa demande', 'Unsubscribe at their request')}>
          <form method="post" action={`${path}/unsubscribe`} class="form">
            <CsrfField token={c.get('csrf')} />
            <Field
              locale={locale}
              name="reason"
              isOptional
              maxlength={500}
              label={say(locale, 'Raison', 'Reason')}
              hint={say(
                locale,
                'Telle que la personne l’a dite. L’effet est immédiat, même pendant un envoi.',
                'As the person put it. It takes effect at once, even during a mailing.',
              )}
            />
            <Button>{say(locale, 'Désinscrire', 'Unsubscribe')}</Button>
          </form>
        </Part>
      )}
      <DataPart c={c} id={reader.id} />
    </>
  )
}

/** What is held, to hand over or to erase. */
function DataPart({ c, id }: { c: ConsoleContext; id: ReaderId }) {
  const locale = c.get('locale')
  const path = `/console/readers/${id}`
  return (
    <Part title={say(locale, 'Ses données', 'Their data')}>
      <p>
        {say(
          locale,
          'À remettre à la personne qui le demande, dans le mois. Chaque remise est notée.',
          'To hand to the person on request, within a month. Each download is noted.',
        )}
      </p>
      <form method="post" action={`${path}/data.json`} class="actions data-acts">
        <CsrfField token={c.get('csrf')} />
        <Button>{say(locale, 'Télécharger ce que nous gardons', 'Download what we hold')}</Button>
        <a class="button danger" href={`${path}/erase`}>
          {say(locale, 'Effacer cette personne…', 'Erase this person…')}
        </a>
      </form>
    </Part>
  )
}
