// The letter of a notice that no mail delivers: to print and post, and the day on which it was posted.

import type { RenewalLetter } from '#delivery/renewal-letter'
import { dateOf, type Instant } from '#kernel/time'
import type { Notice } from '#subscriptions/notice'
import { noticeDays } from '#subscriptions/notice'
import { Button, CsrfField, Field, type FormState } from '#web/shared/form.tsx'
import { formatDate } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'

type Props = {
  c: ConsoleContext
  notice: Notice
  /** None where there is no address to send it to. */
  letter: RenewalLetter | undefined
  form: FormState
}

export function NoticeLetterPage({ c, notice, letter, form }: Props) {
  const { locale, now, publication } = c.get('view')
  const { earliest, latest } = noticeDays(notice.lastDay)
  const today = dateOf(now.toISOString() as Instant, publication.zone)
  const notices = '/console/subscriptions/notices'
  return (
    <ConsolePage
      c={c}
      place="subscriptions"
      title={say(locale, 'Avis par lettre', 'Notice by letter')}
      back={{ href: notices, name: say(locale, 'Avis de renouvellement', 'Renewal notices') }}
      lead={say(
        locale,
        `À poster au plus tard le ${formatDate(latest, 'fr')}. Notez ensuite ici le jour de l’envoi\u202f: c’est la preuve que l’abonné a été averti à temps.`,
        `To be posted by ${formatDate(latest, 'en')}. Then note here the day on which it went: it proves that the subscriber was told in time.`,
      )}
    >
      <Part title={say(locale, 'La lettre', 'The letter')}>
        {letter ? (
          <Letter letter={letter} />
        ) : (
          <p>
            {say(
              locale,
              'Nous n’avons pas d’adresse postale pour cet abonnement numérique. Si le service en connaît une, écrivez-y\u202f; sinon, ne faites rien\u202f: le renouvellement sera remis.',
              'We have no postal address for this digital subscription. If the desk knows one, write there; else do nothing: the renewal will be put off.',
            )}
          </p>
        )}
      </Part>
      <Part title={say(locale, 'Elle est partie', 'It was posted')}>
        <form
          method="post"
          class="form"
          action={`${notices}/${notice.customerId}/${notice.id}/letter`}
        >
          <CsrfField token={c.get('csrf')} />
          <Field
            locale={locale}
            name="day"
            type="date"
            label={say(locale, 'Jour de l’envoi', 'Day of posting')}
            form={form}
            value={today}
            min={earliest}
            max={[latest, today].sort()[0] ?? today}
            isRequired
          />
          <p class="actions">
            <Button tone="primary">{say(locale, 'Noter l’envoi', 'Note it as posted')}</Button>
            <a class="button quiet" href={notices}>
              {say(locale, 'Ne rien noter', 'Note nothing')}
            </a>
          </p>
        </form>
      </Part>
    </ConsolePage>
  )
}

function Letter({ letter }: { letter: RenewalLetter }) {
  return (
    <article class="posted-letter">
      <p class="posted-address">{lines(letter.address)}</p>
      <p>{letter.place}</p>
      <p>
        <strong>{letter.subject}</strong>
      </p>
      {letter.opening.map((text) => (
        <p>{text}</p>
      ))}
      <p class="posted-box">
        <strong>{letter.box.label}</strong>
        <br />
        {letter.box.text}
      </p>
      {letter.closing.map((text) => (
        <p>{text}</p>
      ))}
      <p>{lines(letter.signature)}</p>
    </article>
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
