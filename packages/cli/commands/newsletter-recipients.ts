// `kiosque newsletter recipients`: the names behind a number of the report.
import { type Command, InvalidArgumentError } from 'commander'
import { listExcluded } from '#delivery/list-excluded'
import { type ListedState, listedStates, listRecipients } from '#delivery/list-recipients'
import { getNewsletter } from '#editorial/store-newsletters'
import type { MailingId, NewsletterId } from '#kernel/ids'
import { show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'
import { mailingId, newsletterId, noNewsletter } from './newsletter-ids.ts'

/** `excluded`: left out when it was planned; the reason is that of now. */
type State = ListedState | 'excluded'
const states: readonly State[] = [...listedStates, 'excluded']

type Options = { state: State; reason?: string; mailing?: MailingId }

export function recipientsCommand(newsletter: Command, run: RunWithStack): void {
  newsletter
    .command('recipients')
    .argument('<id>', 'its id', newsletterId)
    .requiredOption('--state <state>', `one of ${states.join(', ')}`, stateOf)
    .option('--reason <reason>', 'as the report names it')
    .option('--mailing <id>', 'one of its mailings; else the last', mailingId)
    .description('who is behind a number of the report')
    .action(
      run(async ({ parts, output }, id: NewsletterId, options: Options) => {
        const found = await getNewsletter(parts.table, id)
        if (!found) throw noNewsletter(id)
        const mailing = options.mailing ?? found.mailingIds.at(-1)
        const isIts = mailing !== undefined && found.mailingIds.includes(mailing)
        if (options.mailing && !isIts) throw noNewsletter(id)
        const rows = mailing ? await everyone(parts, mailing, options) : []
        show(output, rows, () =>
          textTable(
            ['reader', 'email', 'reason'],
            rows.map(({ reader, email, reason }) => [reader, email ?? '', reason ?? '']),
          ),
        )
      }),
    )
}

/** `email` is absent once the reader was erased. */
type Row = { reader: string; email?: string; reason?: string }

async function everyone(
  parts: Parameters<typeof listRecipients>[0],
  mailingId: MailingId,
  { state, reason }: Options,
): Promise<Row[]> {
  if (state === 'excluded') return await everyoneExcluded(parts, mailingId, reason)
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const page = await listRecipients(parts, {
      mailingId,
      state,
      limit: 1_000,
      ...(reason === undefined ? {} : { reason }),
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const { readerId, email, note, reason: why = note?.why } of page?.recipients ?? [])
      rows.push({
        reader: readerId,
        ...(email === undefined ? {} : { email }),
        ...(why === undefined ? {} : { reason: why }),
      })
    cursor = page?.cursor
  } while (cursor !== undefined)
  return rows
}

async function everyoneExcluded(
  parts: Parameters<typeof listRecipients>[0],
  mailingId: MailingId,
  reason: string | undefined,
): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const page = await listExcluded(parts, {
      mailingId,
      limit: 1_000,
      ...(reason === undefined ? {} : { reason }),
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const { readerId, email, reason: why } of page?.readers ?? [])
      rows.push({ reader: readerId, email, reason: why })
    cursor = page?.cursor
  } while (cursor !== undefined)
  return rows
}

function stateOf(text: string): State {
  const state = states.find((one) => one === text)
  if (state) return state
  throw new InvalidArgumentError(`one of ${states.join(', ')}.`)
}
