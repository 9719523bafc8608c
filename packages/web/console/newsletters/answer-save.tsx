// What a save leads to: on, two texts side by side, or a refusal that keeps what was typed.
import { differences } from '#editorial/merge-newsletters'
import type { Newsletter, NewsletterContent } from '#editorial/newsletter'
import type { SaveNewsletterOutcome } from '#editorial/save-newsletter'
import { contentAt } from '#editorial/store-archive'
import { unreachable, VisibleError } from '#kernel/errors'
import { listSegments } from '#readers/store-segments'
import { notFound } from '#web/shared/errors.tsx'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { ConflictPage } from './conflict-page.tsx'
import { nameOfStaff, namesFor, recordAct } from './desk.ts'
import { LockedPage } from './locked-page.tsx'
import { saveRefusals } from './save-refusals.ts'

export type Saved = {
  outcome: SaveNewsletterOutcome
  newsletter: Newsletter
  /** The version the person began from. */
  base: number
  /** Where a save leads. */
  to: string
  /** The text that a person typed; kept for them when the newsletter can't take it. */
  mine?: NewsletterContent
  /** What the audit trail calls it; a save unless given. */
  act?: 'newsletter.saved' | 'newsletter.restored'
}

/** The page, the conflict or the refusal that a save leads to; what was saved is told in the trail. */
export async function answerSave(deps: ConsoleDeps, c: ConsoleContext, input: Saved) {
  const { outcome, newsletter, to } = input
  switch (outcome.kind) {
    case 'saved':
      await recordAct(deps, c, { act: input.act ?? 'newsletter.saved', id: newsletter.id })
      return c.redirect(to, 303)
    case 'unchanged':
      return c.redirect(to, 303)
    case 'conflict': {
      const { theirs, mine } = outcome
      c.status(409)
      return c.html(
        <ConflictPage
          c={c}
          theirs={theirs}
          theirName={await nameOfStaff(deps, c, theirs.updatedBy)}
          mine={mine}
          found={differences(mine, theirs, await contentAt(deps.table, theirs.id, input.base))}
          names={await namesFor(deps)}
          segments={await listSegments(deps.table)}
        />,
      )
    }
    case 'locked': {
      if (!input.mine) throw new VisibleError('conflict', saveRefusals.locked)
      c.status(409)
      return c.html(
        <LockedPage
          c={c}
          newsletter={outcome.newsletter}
          mine={input.mine}
          copyId={deps.makeId('newsletter')}
        />,
      )
    }
    case 'tooLarge':
      throw new VisibleError('too-large', saveRefusals.tooLarge)
    case 'tooManySegments':
      throw new VisibleError('invalid', saveRefusals.tooManySegments)
    case 'notFound':
      throw notFound()
    default:
      return unreachable(outcome)
  }
}
