// Erasing a reader: what will happen, in a sentence, and one question.
import type { Reader } from '#readers/reader'
import { Button, Checkbox, CsrfField } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'

export function ErasePage({
  c,
  reader,
}: {
  c: ConsoleContext
  reader: Pick<Reader, 'id' | 'email'>
}) {
  const { locale } = c.get('view')
  const path = `/console/readers/${reader.id}`
  return (
    <ConsolePage
      c={c}
      place="readers"
      title={say(locale, `Effacer ${reader.email} ?`, `Erase ${reader.email}?`)}
      back={{ href: path, name: reader.email }}
    >
      <p class="desk-lead">
        {say(
          locale,
          'L’adresse, les préférences et l’historique sont effacés, sans retour possible. Reste, cinq ans, la preuve des consentements, sans l’adresse. Ce qui a été payé est encore servi, et la loi fait conserver dix ans commandes et contrats.',
          'The address, the preferences and the history are erased, with no way back. What stays, for five years, is the proof of consents, without the address. What was paid for is still served, and the law has orders and contracts kept for ten years.',
        )}
      </p>
      <form method="post" class="form">
        <CsrfField token={c.get('csrf')} />
        <Checkbox
          name="suppress"
          isChecked
          label={say(
            locale,
            'Ne plus jamais écrire à cette adresse',
            'Never write to this address again',
          )}
          hint={say(
            locale,
            'Même si quelqu’un l’inscrit de nouveau. Sans la case, la personne pourra revenir.',
            'Even if someone signs it up again. Without this, the person may come back.',
          )}
        />
        <p class="actions">
          <Button tone="danger">{say(locale, 'Effacer définitivement', 'Erase for good')}</Button>
          <a class="button quiet" href={path}>
            {say(locale, 'Ne rien effacer', 'Erase nothing')}
          </a>
        </p>
      </form>
    </ConsolePage>
  )
}
