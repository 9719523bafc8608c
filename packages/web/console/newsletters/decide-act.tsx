// A person chooses the subject that the rest of a mailing gets.
import { decideTest } from '#delivery/decide-test'
import { idSchema } from '#kernel/ids'
import { notFound } from '#web/shared/errors.tsx'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { newsletterIn, newsletterPath, recordAct } from './desk.ts'

export async function decide(deps: ConsoleDeps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const { mailing, winner } = await c.req.parseBody()
  const mailingId = idSchema('mailing').safeParse(mailing)
  if (!mailingId.success || !newsletter.mailingIds.includes(mailingId.data)) throw notFound()
  if (winner !== 'a' && winner !== 'b') throw notFound()
  const by = c.get('staff').id
  const outcome = await decideTest(deps, { mailingId: mailingId.data, winner, by })
  if (outcome.kind === 'notFound') throw notFound()
  if (outcome.kind === 'decided') {
    const data = { mailing: mailingId.data, subject: winner }
    await recordAct(deps, c, { act: 'newsletter.decided', id: newsletter.id, data })
  }
  return c.redirect(`${newsletterPath(newsletter.id, 'report')}?done=${codes[outcome.kind]}`, 303)
}

const codes = {
  decided: 'decided',
  already: 'already-decided',
  noTest: 'no-test',
  noRest: 'no-rest',
  notRunning: 'test-not-running',
} as const

const message = (tone: 'good' | 'warn', fr: string, en: string): FlashMessage => ({
  tone,
  sentence: { fr, en },
})

export const decideMessages: Record<(typeof codes)[keyof typeof codes], FlashMessage> = {
  decided: message(
    'good',
    'C’est choisi\u202f: le reste part avec cet objet.',
    'It is chosen: the rest goes out with this subject.',
  ),
  'already-decided': message(
    'warn',
    'C’était déjà décidé\u202f: voyez ci-dessous par qui et comment.',
    'It was decided already: see below by whom and how.',
  ),
  'no-test': message(
    'warn',
    'Cet envoi ne compare pas deux objets.',
    'This mailing compares no two subjects.',
  ),
  'no-rest': message(
    'warn',
    'Tout le monde est dans le test\u202f: il ne reste personne à qui envoyer l’objet choisi.',
    'Everybody is in the test: nobody is left to get the subject chosen.',
  ),
  'test-not-running': message(
    'warn',
    'On ne peut choisir qu’une fois l’envoi commencé, et avant qu’il soit terminé ou annulé.',
    'A choice can be made once the mailing has begun, and before it is over or cancelled.',
  ),
}
