// The doors of segments: the list, one segment's form, saving and deleting it.
import { type Sentence, unreachable, VisibleError } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import { audienceCount } from '#readers/audience'
import { saveSegment } from '#readers/save-segment'
import { type Condition, type Segment, segmentTest, segmentText } from '#readers/segment'
import { deleteSegment, getSegment, listSegments } from '#readers/store-segments'
import { recordAudit } from '#staff/audit'
import { notFound } from '#web/shared/errors.tsx'
import {
  type ConsoleContext,
  type ConsoleDeps,
  type consoleApp,
  formList,
  formValues,
} from '../context.ts'
import { doneMessage } from '../done.ts'
import {
  movedSegment,
  readSegment,
  type SegmentDraft,
  segmentDraftFrom,
  segmentDraftOf,
} from './segment-form.ts'
import { SegmentPage, type SegmentPageProps } from './segment-page.tsx'
import { SegmentsPage } from './segments-page.tsx'

type Deps = ConsoleDeps

export function segmentRoutes(app: ReturnType<typeof consoleApp>, deps: Deps): void {
  app.get('/segments', async (c) => {
    const segments = await listSegments(deps.table)
    return c.html(<SegmentsPage c={c} segments={segments} flash={doneMessage(c)} />)
  })
  app.get('/segments/new', (c) => show(deps, c, { draft: { name: '', version: '', groups: [] } }))
  app.post('/segments/new', (c) => post(deps, c))
  app.get('/segments/:id', async (c) => {
    const segment = await segmentIn(deps, c)
    const { condition } = segment
    const draft = segmentDraftOf(segment)
    return await show(deps, c, { segment, draft, condition, flash: doneMessage(c) })
  })
  app.post('/segments/:id', async (c) => post(deps, c, await segmentIn(deps, c)))
  app.post('/segments/:id/delete', async (c) => {
    const { id } = await segmentIn(deps, c)
    await deleteSegment(deps.table, id)
    await recordAudit(deps, { staffId: c.get('staff').id, act: 'segment.deleted', subject: id })
    return c.redirect('/console/readers/segments?done=segment-deleted', 303)
  })
}

async function show(
  deps: Deps,
  c: ConsoleContext,
  said: Pick<SegmentPageProps, 'segment' | 'draft' | 'flash'> & {
    errors?: Record<string, Sentence>
    condition?: Condition | undefined
  },
) {
  const { publication } = deps
  const { condition, errors = {}, ...rest } = said
  const context = { now: deps.clock(), zone: publication.zone }
  const count =
    condition &&
    (await audienceCount(deps.table, {
      topics: [],
      segment: segmentTest(condition, context),
      conditions: [condition],
    }))
  const text = condition && segmentText(condition, publication)
  return c.html(<SegmentPage c={c} errors={errors} count={count} text={text} {...rest} />)
}

async function post(deps: Deps, c: ConsoleContext, segment?: Segment) {
  const fields = await fieldsOf(c)
  const verb = fields.one('do').split('.')[0]
  const draft = movedSegment(segmentDraftFrom(fields), fields)
  if (verb === 'add' || verb === 'remove') return await showDraft(deps, c, { draft, segment })
  const reading = readSegment(draft)
  if (reading.kind === 'wrong' || verb !== 'save')
    return await showDraft(deps, c, { draft, segment, isTold: true })
  const outcome = await saveSegment(deps, {
    ...(segment ? { id: segment.id, expectedVersion: Number(draft.version) } : {}),
    name: draft.name,
    condition: reading.condition,
    by: c.get('staff').id,
  })
  const refuse = (name: string, sentence: Sentence) => {
    c.status(422)
    return show(deps, c, {
      draft,
      segment,
      errors: { [name]: sentence },
      condition: reading.condition,
    })
  }
  switch (outcome.kind) {
    case 'saved':
      await recordAudit(deps, {
        staffId: c.get('staff').id,
        act: 'segment.saved',
        subject: outcome.segment.id,
      })
      return c.redirect(`/console/readers/segments/${outcome.segment.id}?done=saved`, 303)
    case 'malformed':
      return await refuse('name', faults.name)
    case 'nameTaken':
      return await refuse('name', faults.nameTaken)
    case 'tooMany':
      throw new VisibleError('conflict', faults.tooMany)
    case 'conflict':
      throw new VisibleError('conflict', faults.conflict)
    case 'gone':
      throw notFound(noSegment)
    default:
      return unreachable(outcome)
  }
}

/** The form as it is being made: counted as soon as it means something. */
async function showDraft(
  deps: Deps,
  c: ConsoleContext,
  said: { draft: SegmentDraft; segment: Segment | undefined; isTold?: boolean },
) {
  const { draft, segment, isTold = false } = said
  const reading = readSegment(draft)
  if (reading.kind === 'condition')
    return await show(deps, c, { draft, segment, condition: reading.condition })
  if (isTold) c.status(422)
  // A row that was only just added has a right to be empty.
  return await show(deps, c, { draft, segment, errors: isTold ? reading.errors : {} })
}

async function fieldsOf(c: ConsoleContext) {
  const values = await formValues(c)
  const lists = new Map<string, string[]>()
  for (const name of Object.keys(values)) lists.set(name, await formList(c, name))
  return {
    one: (name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : ''),
    all: (name: string) => lists.get(name) ?? [],
  }
}

async function segmentIn(deps: Deps, c: ConsoleContext): Promise<Segment> {
  const id = idSchema('segment').safeParse(c.req.param('id'))
  const segment = id.success ? await getSegment(deps.table, id.data) : undefined
  if (!segment) throw notFound(noSegment)
  return segment
}

const noSegment = {
  fr: 'Ce segment n’existe pas, ou a été supprimé. Choisissez-le dans la liste.',
  en: 'There is no such segment, or it was deleted. Choose it from the list.',
}

const faults = {
  name: {
    fr: 'Donnez un nom au segment (80 caractères au plus).',
    en: 'Name the segment (80 characters at most).',
  },
  nameTaken: { fr: 'Un autre segment porte ce nom.', en: 'Another segment bears this name.' },
  tooMany: {
    fr: 'Il y a déjà 200 segments. Supprimez ceux qui ne servent plus.',
    en: 'There are 200 segments already. Delete those no longer used.',
  },
  conflict: {
    fr: 'Quelqu’un vient de changer ce segment. Revenez à la page, relisez-le, puis recommencez.',
    en: 'Somebody has just changed this segment. Go back to its page, read it again, then repeat.',
  },
}
