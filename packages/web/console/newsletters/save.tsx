// What the composer's buttons do: save, move blocks, take pictures in.
import type { Block } from '#editorial/blocks'
import type { Image } from '#editorial/issue'
import { listMentions, unlistedMentions } from '#editorial/list-mentions'
import type { Newsletter, NewsletterContent } from '#editorial/newsletter'
import { proofread } from '#editorial/proofread'
import { saveNewsletter } from '#editorial/save-newsletter'
import { listIssues } from '#editorial/store'
import { getImages, listImages } from '#editorial/store-images'
import { getNewsletterVersion } from '#editorial/store-newsletters'
import { imageLimits, uploadImage } from '#editorial/upload-image'
import type { Sentence } from '#kernel/errors'
import type { CompanyId, ImageId } from '#kernel/ids'
import { listSegments } from '#readers/store-segments'
import type { FlashMessage } from '#web/shared/parts.tsx'
import { contentSecurityPolicy } from '#web/shared/security'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { answerSave } from './answer-save.tsx'
import { type BlockMove, emptyBlock, moved, moveOf } from './block-moves.ts'
import { type ComposerDraft, draftOf } from './composer-form.ts'
import { ComposerPage } from './composer-page.tsx'
import {
  type DeskNames,
  nameOfStaff,
  namesFor,
  newsletterIn,
  newsletterPath,
  type PostedForm,
  postedForm,
} from './desk.ts'
import { newsletterFlash } from './flash.ts'
import { blockNames } from './newsletter-words.ts'
import { readDraft } from './read-draft.ts'
import { saveRefusals } from './save-refusals.ts'

type Deps = ConsoleDeps

/** GET: the composer with what is stored. */
export async function showComposer(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const names = await namesFor(deps)
  const draft = draftOf(newsletter, newsletter.version, names)
  return await render(deps, c, { newsletter, draft, names, flash: newsletterFlash(c) })
}

/** POST: saves; a small button moves, adds or removes a block and saves with it. */
export async function saveComposer(deps: Deps, c: ConsoleContext) {
  const newsletter = await newsletterIn(deps, c)
  const form = await postedForm(c)
  const names = await namesFor(deps)
  const pictures = await takePictures(deps, form)
  const move = moveOf(form.one('do'), form.one('addType'), form.one('after'))
  const draft = move ? withMove(deps, c, pictures.draft, move) : pictures.draft
  const reading = readDraft(draft, names)
  const errors = { ...(reading.kind === 'wrong' ? reading.errors : {}), ...pictures.errors }
  if (reading.kind === 'wrong' || Object.keys(errors).length > 0) {
    // A block that was only just added has a right to be empty.
    const made = move?.verb === 'add' ? newBlockId(pictures.draft, draft) : undefined
    const told = Object.fromEntries(
      Object.entries(errors).filter(([name]) => made === undefined || !name.startsWith(`${made}.`)),
    )
    if (Object.keys(told).length > 0) c.status(422)
    return await render(deps, c, {
      newsletter,
      draft,
      names,
      errors: told,
      isUnsaved: true,
      beginAt: made,
    })
  }
  const content =
    form.one('do') === 'mentions' ? withListed(deps, reading.content, names) : reading.content
  const outcome = await saveNewsletter(deps, {
    id: newsletter.id,
    content,
    expectedVersion: reading.version,
    by: c.get('staff').id,
  })
  if (outcome.kind === 'tooLarge') {
    c.status(413)
    const flash = { tone: 'bad', sentence: saveRefusals.tooLarge } as const
    return await render(deps, c, { newsletter, draft, names, flash, isUnsaved: true })
  }
  return await answerSave(deps, c, {
    outcome,
    newsletter,
    base: reading.version,
    mine: content,
    to: whereTo(newsletter, move, draft, pictures.draft, reading.version),
  })
}

/** The companies that the text names, in its list of companies. */
function withListed(deps: Deps, content: NewsletterContent, names: DeskNames): NewsletterContent {
  const ids = unlistedMentions(content.blocks, names.companies)
  return { ...content, blocks: listMentions(content.blocks, ids, deps.makeId('block')) }
}

function whereTo(
  newsletter: Newsletter,
  move: BlockMove | undefined,
  draft: ComposerDraft,
  before: ComposerDraft,
  version: number,
): string {
  const path = newsletterPath(newsletter.id)
  if (!move) return `${path}?done=saved`
  if (move.verb === 'add') return `${path}#b-${newBlockId(before, draft) ?? ''}`
  if (move.verb === 'remove') return `${path}?removed=${move.id}&from=${version}`
  return `${path}#b-${move.id}`
}

function newBlockId(before: ComposerDraft, after: ComposerDraft): string | undefined {
  return after.blocks.find(({ id }) => !before.blocks.some((one) => one.id === id))?.id
}

function withMove(
  deps: Deps,
  c: ConsoleContext,
  draft: ComposerDraft,
  move: BlockMove,
): ComposerDraft {
  const made =
    move.verb === 'add'
      ? emptyBlock(move.type, {
          id: deps.makeId('block'),
          issueNumber: draft.issueNumber,
          locale: draft.locale === 'en' ? 'en' : c.get('view').publication.locale,
        })
      : undefined
  return { ...draft, blocks: moved(draft.blocks, move, made) }
}

/** Files that came with the form become pictures; what is refused is told beside its field. */
async function takePictures(
  deps: Deps,
  form: PostedForm,
): Promise<{ draft: ComposerDraft; errors: Record<string, Sentence> }> {
  const errors: Record<string, Sentence> = {}
  const blocks = []
  for (const block of form.draft.blocks) {
    const file = block.type === 'image' ? form.file(`${block.id}.file`) : undefined
    const outcome =
      file &&
      (await uploadImage(
        {
          ...deps,
          limits: {
            uploadBytes: Math.min(imageLimits.formBytes, deps.publication.limits.uploadBytes),
          },
        },
        { bytes: new Uint8Array(await file.arrayBuffer()), alt: block.fields['alt'] ?? '' },
      ))
    if (outcome?.kind === 'refused') errors[`${block.id}.${outcome.field}`] = outcome.sentence
    blocks.push(
      outcome?.kind === 'stored'
        ? { ...block, fields: { ...block.fields, imageId: outcome.image.id } }
        : block,
    )
  }
  return { draft: { ...form.draft, blocks }, errors }
}

async function render(
  deps: Deps,
  c: ConsoleContext,
  input: {
    newsletter: Newsletter
    draft: ComposerDraft
    names: DeskNames
    errors?: Record<string, Sentence>
    isUnsaved?: boolean
    beginAt?: string | undefined
    flash?: FlashMessage | undefined
  },
) {
  const { newsletter, draft } = input
  const { companies } = input.names
  const [issues, segments, images, updatedBy, removed] = await Promise.all([
    listIssues(deps.table),
    listSegments(deps.table),
    picturesFor(deps, draft),
    nameOfStaff(deps, c, newsletter.updatedBy),
    removedBlock(deps, c, newsletter),
  ])
  const isDraft = newsletter.status === 'draft'
  if (isDraft && draft.blocks.some(({ type }) => type === 'image')) await allowUploads(deps, c)
  return c.html(
    <ComposerPage
      c={c}
      newsletter={newsletter}
      draft={draft}
      copyId={deps.makeId('newsletter')}
      errors={input.errors ?? {}}
      issues={issues}
      segments={segments}
      companyNames={input.names.companies.map(({ name }) => name)}
      images={images}
      updatedBy={updatedBy}
      unlisted={isDraft ? namesOf(unlistedMentions(newsletter.blocks, companies), companies) : []}
      suggestionCount={isDraft ? proofread(newsletter.blocks, newsletter.locale).length : 0}
      flash={input.flash}
      removed={removed}
      isUnsaved={input.isUnsaved ?? false}
      beginAt={input.beginAt}
    />,
  )
}

function namesOf(ids: readonly CompanyId[], companies: DeskNames['companies']): string[] {
  return ids.flatMap((id) => companies.find((company) => company.id === id)?.name ?? [])
}

/** Lets this page's script put pictures into the store, which has an origin of its own. */
async function allowUploads(deps: Deps, c: ConsoleContext): Promise<void> {
  const example = { key: 'uploads/im_0', contentType: 'image/png', bytes: 1 }
  const { origin } = new URL((await deps.files.uploadLink(example)).url)
  c.header('content-security-policy', contentSecurityPolicy({ 'connect-src': [origin] }))
}

/** The newest pictures of the library and those the draft shows, by id. */
async function picturesFor(deps: Deps, draft: ComposerDraft): Promise<Map<string, Image>> {
  const wanted = draft.blocks.flatMap(({ type, fields }) =>
    type === 'image' && fields['imageId'] ? [fields['imageId'] as ImageId] : [],
  )
  const hasPictures = draft.blocks.some(({ type }) => type === 'image')
  if (!hasPictures) return new Map()
  const [own, recent] = await Promise.all([
    getImages(deps.table, wanted),
    listImages(deps.table, { limit: 12 }),
  ])
  return new Map([...recent.items, ...own].map((image) => [image.id, image]))
}

async function removedBlock(deps: Deps, c: ConsoleContext, newsletter: Newsletter) {
  const blockId = c.req.query('removed')
  const version = Number(c.req.query('from'))
  if (!blockId || !Number.isInteger(version) || version < 1) return undefined
  if (newsletter.status !== 'draft' || newsletter.blocks.some(({ id }) => id === blockId))
    return undefined
  const earlier = await getNewsletterVersion(deps.table, newsletter.id, version)
  const block: Block | undefined = earlier?.blocks.find(({ id }) => id === blockId)
  if (!block) return undefined
  return { version, blockId, name: blockNames[block.type][c.get('locale')].toLowerCase() }
}
