// What became of a mailing, counted from the journal of what SES accepted, recipient by recipient;
// our own report is held against it, never trusted for it.
import { type ListedState, listRecipients, recipientStates } from '#delivery/list-recipients'
import { reportMailing } from '#delivery/report-mailing'
import type { MailingId, NewsletterId } from '#kernel/ids'
import type { CrashStack } from './crash-stack.ts'

export type Verdict = {
  status: string
  planned: number
  /** Recipients in SES's journal, whatever the report says. */
  accepted: number
  /** Planned, not in the journal, and not named as skipped, failed or uncertain. */
  lost: string[]
  /** More than once in the journal. */
  doubled: string[]
  /** Listed as uncertain: nobody knows, and a person can see whom it concerns. */
  uncertain: string[]
  /** Listed as called a second time. */
  sentAgain: string[]
  skipped: number
  failed: number
  /** Named as skipped or failed, and in the journal all the same. */
  untrue: string[]
  /** Doubled, and not listed as sent again. */
  unlisted: string[]
  /** Not chosen for the mailing, and in the journal. */
  strangers: string[]
}

type Input = { newsletterId: NewsletterId; mailingId: MailingId; chosen: readonly string[] }

/** @throws Error when the report does not add up, or lists a recipient twice or not at all. */
export async function judge(stack: CrashStack, input: Input): Promise<Verdict> {
  const { newsletterId, mailingId } = input
  const chosen = new Set(input.chosen)
  const { table } = stack.deps
  const times = timesInJournal(stack, mailingId)
  // It throws unless planned = pending + accepted + skipped + failed + uncertain.
  const report = await reportMailing({ table }, { newsletterId, mailingId, live: true })
  if (!report) throw new Error('No report')
  const state = new Map<string, ListedState>()
  for (const one of recipientStates)
    for (const email of await named(stack, mailingId, one)) {
      if (state.has(email)) throw new Error(`${email} is listed as ${state.get(email)} and ${one}`)
      state.set(email, one)
    }
  if (state.size !== report.planned)
    throw new Error(`${state.size} recipients are listed of ${report.planned}`)
  const inState = (...some: ListedState[]) =>
    [...state].filter(([, one]) => some.includes(one)).map(([email]) => email)
  const sentAgain = await named(stack, mailingId, 'sentAgain')
  if (sentAgain.length !== report.sentAgain) throw new Error('sentAgain is not listed by name')
  const doubled = [...times].filter(([, count]) => count > 1).map(([email]) => email)
  const told = inState('skipped', 'failed', 'uncertain')
  return {
    status: report.status,
    planned: report.planned,
    accepted: times.size,
    lost: [...chosen].filter((email) => !times.has(email) && !told.includes(email)),
    doubled,
    uncertain: inState('uncertain'),
    sentAgain,
    skipped: inState('skipped').length,
    failed: inState('failed').length,
    untrue: inState('skipped', 'failed').filter((email) => times.has(email)),
    unlisted: doubled.filter((email) => !sentAgain.includes(email)),
    strangers: [...times.keys()].filter((email) => !chosen.has(email)),
  }
}

function timesInJournal(stack: CrashStack, mailingId: MailingId): Map<string, number> {
  const times = new Map<string, number>()
  for (const mail of stack.accepted())
    if (mail.tags['mailing'] === mailingId)
      for (const email of mail.to) times.set(email, (times.get(email) ?? 0) + 1)
  return times
}

/** Addresses in a state, all pages; an erased reader stands under its id. */
async function named(stack: CrashStack, mailingId: MailingId, state: ListedState) {
  const { table } = stack.deps
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await listRecipients(
      { table },
      { mailingId, state, limit: 1_000, ...(cursor === undefined ? {} : { cursor }) },
    )
    for (const { email, readerId } of page?.recipients ?? []) found.push(email ?? readerId)
    cursor = page?.cursor
  } while (cursor !== undefined)
  return found
}
