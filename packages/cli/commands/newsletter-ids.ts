// Ids on the command line, and what is said when nothing has them.
import { VisibleError } from '#kernel/errors'
import { type Id, idSchema, type MailingId, type NewsletterId } from '#kernel/ids'

/** @throws VisibleError `invalid` */
export function newsletterId(text: string): NewsletterId {
  return parsedId('newsletter', text)
}

/** @throws VisibleError `invalid` */
export function mailingId(text: string): MailingId {
  return parsedId('mailing', text)
}

export function noNewsletter(id: NewsletterId): VisibleError {
  return new VisibleError('not-found', {
    fr: `Il n’y a pas de lettre ${id}. « kiosque newsletter list » les montre.`,
    en: `There is no newsletter ${id}. \`kiosque newsletter list\` shows them.`,
  })
}

function parsedId<K extends 'newsletter' | 'mailing'>(kind: K, text: string): Id<K> {
  const parsed = idSchema(kind).safeParse(text)
  if (parsed.success) return parsed.data
  const shown = text.slice(0, 80)
  throw new VisibleError('invalid', {
    fr: `« ${shown} » n’est pas un identifiant valable.`,
    en: `“${shown}” is not the id of a ${kind}.`,
  })
}
