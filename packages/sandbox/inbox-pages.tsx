// The inbox's pages: the list with its search, one mail in all its parts, and `inbox.json`.
import { Hono } from 'hono'
import * as z from 'zod'
import { VisibleError } from '#kernel/errors'
import { parseInstant } from '#kernel/time'
import { Button, Field } from '#web/shared/form.tsx'
import { formatNumber, Time } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { Empty, Pager } from '#web/shared/parts.tsx'
import { contentSecurityPolicy } from '#web/shared/security'
import type { View } from '#web/shared/view'
import { inboxMessages } from './control.ts'
import { findMails, htmlInScheme, inboxLimits, readMail, withoutPixel } from './inbox.ts'
import { MailPage, mailViews } from './mail-page.tsx'
import type { AcceptedMail } from './ses-journal.ts'
import { asDelivered } from './ses-message.ts'
import { type SandboxAppDeps, type SandboxEnv, viewOf } from './tool-context.ts'
import { SandboxPage, TableFrame } from './tool-page.tsx'

const Text = z.string().max(inboxLimits.queryLength).optional()
const JsonQuery = z.object({
  to: Text,
  subject: Text,
  since: z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined || text === '') return undefined
      const at = parseInstant(text)
      if (!at) context.addIssue({ code: 'custom', message: 'an ISO instant was expected' })
      return at
    }),
  limit: z.coerce.number().int().min(1).max(inboxLimits.json).default(100),
  skip: z.coerce.number().int().min(0).default(0),
})

const Shown = z.object({
  view: z.enum(mailViews).catch('html'),
  scheme: z.enum(['light', 'dark']).catch('light'),
  width: z.enum(['phone', 'mail', 'full']).catch('mail'),
  /** Opened as its reader would: with the picture that records it. */
  opened: z.enum(['yes', 'no']).catch('no'),
})

export function inboxPages(deps: SandboxAppDeps): Hono<SandboxEnv> {
  const journal = deps.cloud.mails
  const app = new Hono<SandboxEnv>()

  app.get('/inbox.json', async (c) => {
    const query = JsonQuery.safeParse(c.req.query())
    if (!query.success)
      return c.json({ error: { code: 'invalid', message: z.prettifyError(query.error) } }, 422)
    return c.json(await inboxMessages(deps.cloud, query.data))
  })

  app.get('/inbox', (c) => {
    const { to = '', subject = '' } = c.req.query()
    const page = Math.min(Math.max(Number(c.req.query('page')) || 1, 1), 1_000_000)
    const search = { to: to.slice(0, 320), subject: subject.slice(0, 320) }
    const limit = inboxLimits.page
    const found = findMails(journal.mails, { ...search, limit, skip: (page - 1) * limit })
    return c.html(<InboxPage view={viewOf(deps, c)} search={search} page={page} {...found} />)
  })

  const mailOf = (id: string): AcceptedMail => {
    const mail = journal.find(id)
    if (!mail) throw noSuchMail()
    return mail
  }

  app.get('/inbox/:id', async (c) => {
    const mail = mailOf(c.req.param('id'))
    const read = await readMail(journal, mail)
    const shown = Shown.parse(c.req.query())
    return c.html(<MailPage view={viewOf(deps, c)} mail={mail} read={read} shown={shown} />)
  })

  /** The HTML part by itself, for the frame: it may neither run nor reach anything but pictures. */
  app.get('/inbox/:id/body', async (c) => {
    const { html } = await readMail(journal, mailOf(c.req.param('id')))
    const { scheme, opened } = Shown.parse(c.req.query())
    const pictures = ['img-src', `${deps.cloud.siteUrl} data:`].join(' ')
    c.header(
      'content-security-policy',
      `sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; ${pictures}; ` +
        "style-src 'unsafe-inline'; frame-ancestors 'self'",
    )
    c.header('x-frame-options', 'SAMEORIGIN')
    return c.html(htmlInScheme(opened === 'yes' ? html : withoutPixel(html), scheme))
  })

  /** The mail as it is delivered, to open it in a mail program. */
  app.get('/inbox/:id/message.eml', (c) => {
    const mail = mailOf(c.req.param('id'))
    c.header('content-type', 'message/rfc822')
    c.header('content-disposition', `attachment; filename="${mail.id}.eml"`)
    c.header('content-security-policy', contentSecurityPolicy())
    const raw = asDelivered(journal.raw(mail), { id: mail.id, at: mail.receivedAt })
    return c.body(new Uint8Array(raw))
  })
  return app
}

function noSuchMail(): VisibleError {
  return new VisibleError('not-found', {
    fr: 'Ce message n’est pas dans la boîte aux lettres.',
    en: 'This mail is not in the inbox.',
  })
}

type Search = { to: string; subject: string }

function InboxPage(props: {
  view: View
  search: Search
  page: number
  mails: readonly AcceptedMail[]
  total: number
}) {
  const { view, search, page, mails, total } = props
  const { locale } = view
  const pageAt = (number: number) =>
    `/sandbox/inbox?${new URLSearchParams({ ...search, page: String(number) })}`
  const isSearch = search.to !== '' || search.subject !== ''
  return (
    <SandboxPage
      view={view}
      title={say(locale, 'Boîte aux lettres', 'Inbox')}
      current="/sandbox/inbox"
      actions={
        <span class="figures">
          {formatNumber(total, locale)}{' '}
          {total === 1 ? say(locale, 'message', 'mail') : say(locale, 'messages', 'mails')}
        </span>
      }
    >
      <form method="get" action="/sandbox/inbox" class="bar">
        <Field
          locale={locale}
          name="to"
          type="search"
          label={say(locale, 'À', 'To')}
          value={search.to}
          maxlength={320}
        />
        <Field
          locale={locale}
          name="subject"
          type="search"
          label={say(locale, 'Objet', 'Subject')}
          value={search.subject}
          maxlength={320}
        />
        <Button>{say(locale, 'Chercher', 'Search')}</Button>
        {isSearch && <a href="/sandbox/inbox">{say(locale, 'Tout voir', 'Show all')}</a>}
      </form>
      <MailTable view={view} mails={mails} isSearch={isSearch} />
      <Pager
        locale={locale}
        newer={page > 1 ? pageAt(page - 1) : undefined}
        older={page * inboxLimits.page < total ? pageAt(page + 1) : undefined}
      />
    </SandboxPage>
  )
}

/** Mails as lines: subject, to whom, when. */
export function MailTable(props: {
  view: View
  mails: readonly AcceptedMail[]
  isSearch?: boolean
}) {
  const { view, mails } = props
  const { locale, publication } = view
  if (mails.length === 0)
    return props.isSearch ? (
      <Empty title={say(locale, 'Aucun message ne correspond.', 'No mail fits.')} />
    ) : (
      <Empty title={say(locale, 'Aucun message pour l’instant.', 'No mail yet.')}>
        {say(
          locale,
          'Inscrivez-vous sur le site : la confirmation arrivera ici.',
          'Sign up on the site: the confirmation will arrive here.',
        )}
      </Empty>
    )
  return (
    <TableFrame label={say(locale, 'Messages', 'Mails')}>
      <table class="table mails">
        <thead>
          <tr>
            <th scope="col">{say(locale, 'Objet', 'Subject')}</th>
            <th scope="col">{say(locale, 'À', 'To')}</th>
            <th scope="col">{say(locale, 'Reçu', 'Received')}</th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <tr>
              <th scope="row">
                <a href={`/sandbox/inbox/${mail.id}`}>
                  {mail.subject || say(locale, '(sans objet)', '(no subject)')}
                </a>
              </th>
              <td>{mail.to.join(', ')}</td>
              <td>
                <Time at={mail.receivedAt} now={view.now} locale={locale} zone={publication.zone} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
