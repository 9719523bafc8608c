// The preview for approval: whoever holds the link sees the newsletter and answers under a name.
import type { Context } from 'hono'
import { loadNewsletter } from '#delivery/load-newsletter'
import { renderNewsletter } from '#delivery/render-newsletter'
import { mainVariant } from '#delivery/store'
import type { Viewer } from '#delivery/viewers'
import { approvalLimits } from '#editorial/approval'
import { ApprovalInput, answerPreview, readPreviewLink } from '#editorial/approvals'
import type { Newsletter } from '#editorial/newsletter'
import { type Sentence, unreachable, VisibleError } from '#kernel/errors'
import { Document, Wordmark } from '#web/shared/document.tsx'
import { Field, type FormState, TextArea } from '#web/shared/form.tsx'
import { readPath, say } from '#web/shared/locale'
import { Flash, type FlashMessage } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import type { ConsoleDeps } from '../context.ts'
import { proofHtml, proofSecurity } from './proof.ts'
import { insideOf, SeenBy, seenByField, viewersFor } from './seen-by.tsx'

type Deps = ConsoleDeps

export async function showShared(
  deps: Deps,
  c: Context,
  said: { form?: FormState; flash?: FlashMessage } = {},
) {
  const { newsletter } = await linked(deps, c)
  const viewers = await viewersFor(deps, newsletter.blocks)
  const done = c.req.query('done')
  const flash = said.flash ?? (done && Object.hasOwn(thanks, done) ? thanks[done] : undefined)
  return c.html(
    <SharedPage
      view={viewOf(deps, c, newsletter)}
      newsletter={newsletter}
      path={c.req.path}
      form={said.form ?? { values: {}, errors: {} }}
      flash={flash}
      isAnswered={done !== undefined}
      viewers={viewers}
      seenBy={viewers.find(({ value }) => value === c.req.query(seenByField))?.value ?? ''}
    />,
  )
}

export async function sharedProof(deps: Deps, c: Context) {
  const { newsletter } = await linked(deps, c)
  const source = await loadNewsletter(deps, { newsletterId: newsletter.id })
  if (!source) throw broken('invalid')
  const inside = insideOf(c.req.query(seenByField), source.newsletter.blocks)
  const rendition = await renderNewsletter({ ...source, variant: mainVariant, inside })
  proofSecurity(c, deps.siteUrl)
  const scheme = c.req.query('scheme') === 'dark' ? 'dark' : 'light'
  return c.html(proofHtml(rendition, { scheme, siteUrl: deps.siteUrl }))
}

export async function answerShared(deps: Deps, c: Context) {
  const { newsletter } = await linked(deps, c)
  const body = await c.req.parseBody()
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  const values = { name: text('name'), comment: text('comment') }
  const verdict = text('verdict') === 'approved' ? 'approved' : 'comment'
  const errors: Record<string, Sentence> = {}
  const name = ApprovalInput.shape.name.safeParse(values.name)
  if (!name.success) errors['name'] = wrong.name
  const comment = ApprovalInput.shape.comment.safeParse(values.comment)
  if (!comment.success) errors['comment'] = wrong.comment
  if (verdict === 'comment' && values.comment.trim() === '') errors['comment'] = wrong.noComment
  if (Object.keys(errors).length > 0 || !name.success || !comment.success) {
    c.status(422)
    return await showShared(deps, c, { form: { values, errors } })
  }
  const outcome = await answerPreview(deps, {
    token: c.req.param('token') ?? '',
    answer: {
      verdict,
      name: name.data,
      comment: comment.data,
      version: Number(text('version')) || newsletter.version,
    },
  })
  switch (outcome.kind) {
    case 'recorded':
      return c.redirect(`${c.req.path}?done=${verdict}`, 303)
    case 'changed':
    case 'full':
      c.status(409)
      return await showShared(deps, c, {
        form: { values, errors: {} },
        flash: { tone: 'warn', sentence: wrong[outcome.kind] },
      })
    case 'expired':
    case 'invalid':
      throw broken(outcome.kind)
    default:
      return unreachable(outcome)
  }
}

async function linked(deps: Deps, c: Context): Promise<{ newsletter: Newsletter }> {
  const reading = await readPreviewLink(deps, c.req.param('token') ?? '')
  if (reading.kind !== 'valid') throw broken(reading.kind)
  return reading
}

function broken(kind: 'expired' | 'invalid'): VisibleError {
  return kind === 'expired'
    ? new VisibleError('expired', {
        fr: 'Ce lien n’est plus valable. Demandez-en un nouveau à qui vous l’a envoyé.',
        en: 'This link has expired. Ask whoever sent it for a new one.',
      })
    : new VisibleError('not-found', {
        fr: 'Ce lien est incomplet. Recopiez-le en entier, ou demandez-en un autre.',
        en: 'This link is incomplete. Copy it whole, or ask for another.',
      })
}

function viewOf(deps: Deps, c: Context, newsletter: Newsletter): View {
  const { locale, path } = readPath(c.req.path)
  return {
    publication: deps.publication,
    assets: deps.assets,
    locale: locale === 'en' ? 'en' : newsletter.locale,
    siteUrl: deps.siteUrl,
    path,
    now: deps.clock(),
  }
}

function SharedPage(props: {
  view: View
  newsletter: Newsletter
  path: string
  form: FormState
  flash: FlashMessage | undefined
  isAnswered: boolean
  viewers: readonly Viewer[]
  seenBy: string
}) {
  const { view, newsletter, form, seenBy } = props
  const { locale } = view
  const search = seenBy === '' ? '' : `?${seenByField}=${encodeURIComponent(seenBy)}`
  return (
    <Document
      view={view}
      title={newsletter.subject || view.publication.name}
      isPrivate
      bodyClass="shared"
    >
      <header class="shared-head">
        <p class="shared-mark">
          <Wordmark view={view} />
        </p>
        <p class="kicker">{say(locale, 'Épreuve à valider', 'Proof to approve')}</p>
        <h1>{newsletter.subject}</h1>
        {newsletter.preheader !== '' && <p class="soft">{newsletter.preheader}</p>}
        {props.viewers.length > 1 && (
          <form class="seen-by" method="get" action={props.path}>
            <SeenBy viewers={props.viewers} chosen={seenBy} locale={locale} id="f-seenBy" />
            <button class="button small" type="submit">
              {say(locale, 'Voir', 'Show')}
            </button>
          </form>
        )}
      </header>
      <main id="main" tabindex={-1} class="shared-main">
        <iframe
          class="shared-proof"
          title={say(locale, 'Épreuve de la lettre', 'Proof of the newsletter')}
          src={`${props.path}/proof${search}`}
        />
        <div class="shared-answer">
          <Flash message={props.flash} locale={locale} />
          <form class="form" method="post" action={`${props.path}${search}`}>
            <input type="hidden" name="version" value={String(newsletter.version)} />
            <Field
              locale={locale}
              form={form}
              name="name"
              label={say(locale, 'Votre nom', 'Your name')}
              maxlength={approvalLimits.name}
              autocomplete="name"
            />
            <TextArea
              locale={locale}
              form={form}
              name="comment"
              label={say(locale, 'Votre remarque', 'Your remark')}
              rows={5}
              maxlength={approvalLimits.comment}
              isOptional
            />
            <div class="actions">
              <button class="button primary" type="submit" name="verdict" value="approved">
                {say(locale, 'J’approuve', 'I approve')}
              </button>
              <button class="button" type="submit" name="verdict" value="comment">
                {say(locale, 'Envoyer la remarque', 'Send the remark')}
              </button>
            </div>
            <p class="hint">
              {say(
                locale,
                `Votre nom et votre réponse sont gardés avec cette lettre, chez ${view.publication.identity.publisher}.`,
                `Your name and answer are kept with this newsletter, at ${view.publication.identity.publisher}.`,
              )}
            </p>
          </form>
        </div>
      </main>
    </Document>
  )
}

const thanks: Record<string, FlashMessage> = {
  approved: {
    tone: 'good',
    sentence: {
      fr: 'Merci\u202f: votre accord est enregistré, la rédaction le voit.',
      en: 'Thank you: your approval is recorded and the editors see it.',
    },
  },
  comment: {
    tone: 'good',
    sentence: {
      fr: 'Merci\u202f: votre remarque est enregistrée, la rédaction la voit.',
      en: 'Thank you: your remark is recorded and the editors see it.',
    },
  },
}

const wrong = {
  name: {
    fr: 'Écrivez votre nom, sur une ligne (120 caractères au plus).',
    en: 'Write your name, on one line (120 characters at most).',
  },
  comment: {
    fr: `Votre remarque dépasse ${approvalLimits.comment} caractères. Raccourcissez-la.`,
    en: `Your remark is over ${approvalLimits.comment} characters. Shorten it.`,
  },
  noComment: {
    fr: 'Écrivez votre remarque, ou approuvez sans remarque.',
    en: 'Write your remark, or approve without one.',
  },
  changed: {
    fr: 'Le texte a changé pendant que vous le lisiez. Le voici à jour\u202f: relisez-le avant d’approuver.',
    en: 'The text changed while you were reading. Here it is up to date: read it again before approving.',
  },
  full: {
    fr: 'Cette lettre a reçu trop de réponses. Écrivez directement à la rédaction.',
    en: 'This newsletter has had too many answers. Write to the editors directly.',
  },
}
