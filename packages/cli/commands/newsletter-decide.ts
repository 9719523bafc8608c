// `kiosque newsletter decide`: a person chooses the subject that the rest of a mailing gets.
import { type Command, Option } from 'commander'
import { decideTest } from '#delivery/decide-test'
import { getMailings } from '#delivery/store'
import { getNewsletter } from '#editorial/store-newsletters'
import { VisibleError } from '#kernel/errors'
import type { NewsletterId } from '#kernel/ids'
import { recordAudit } from '#staff/audit'
import { show } from '../output.ts'
import type { RunWithStack, Stack } from '../stack.ts'
import { newsletterId, noNewsletter } from './newsletter-ids.ts'

type Subject = 'a' | 'b'

export function decideCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('decide')
    .argument('<id>', 'the newsletter’s id', newsletterId)
    .addOption(
      new Option('--subject <letter>', 'the subject that the rest gets')
        .choices(['a', 'b'])
        .makeOptionMandatory(),
    )
    .description('ends a subject test: the rest of the mailing gets this subject')
    .action(
      run(({ parts, output }, id: NewsletterId, options: { subject: Subject }) =>
        decide({ parts, output }, { id, winner: options.subject }),
      ),
    )
}

async function decide(
  { parts, output }: Pick<Stack, 'parts' | 'output'>,
  { id, winner }: { id: NewsletterId; winner: Subject },
): Promise<void> {
  const found = await getNewsletter(parts.table, id)
  if (!found) throw noNewsletter(id)
  const mailings = await getMailings(parts.table, found.mailingIds)
  const tested = mailings.findLast(({ test }) => test !== undefined)
  if (!tested) throw noTest()
  const outcome = await decideTest(parts, { mailingId: tested.id, winner, by: 'kiosque' })
  switch (outcome.kind) {
    case 'notFound':
    case 'noTest':
      throw noTest()
    case 'noRest':
      throw conflict(
        'Tout le monde est dans le test\u202f: il ne reste personne à qui envoyer l’objet choisi.',
        'Everybody is in the test: nobody is left to get the subject chosen.',
      )
    case 'notRunning':
      throw conflict(
        'On ne peut choisir qu’une fois l’envoi commencé, et avant qu’il soit terminé ou annulé.',
        'A choice can be made once the mailing has begun, and before it is over or cancelled.',
      )
    case 'already':
    case 'decided': {
      const { test } = outcome.mailing
      const isChanged = outcome.kind === 'decided'
      const data = { mailing: tested.id, subject: winner }
      if (isChanged)
        await recordAudit(parts, {
          staffId: 'system',
          act: 'newsletter.decided',
          subject: id,
          data,
        })
      const result = {
        id,
        mailingId: tested.id,
        subject: test?.winner,
        changed: isChanged,
        decidedAt: test?.decidedAt,
        decidedBy: test?.decidedBy,
        isClear: test?.isClear,
      }
      show(output, result, () =>
        isChanged
          ? `${tested.id}: the rest gets subject ${winner}.`
          : `${tested.id}: it was decided already, the rest gets subject ${test?.winner}.`,
      )
    }
  }
}

function noTest(): VisibleError {
  return conflict(
    'Aucun envoi de cette lettre ne compare deux objets. «\u202fkiosque newsletter schedule\u202f» en programme un avec --subject-b.',
    'No mailing of this newsletter compares two subjects. `kiosque newsletter schedule` makes one with --subject-b.',
  )
}

function conflict(fr: string, en: string): VisibleError {
  return new VisibleError('conflict', { fr, en })
}
