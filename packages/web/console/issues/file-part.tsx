// An issue's digital edition on its page: the PDF that readers get, and the form to hand in another.
import type { Issue } from '#editorial/issue'
import { hasRole } from '#staff/member'
import { CsrfField } from '#web/shared/form.tsx'
import { formatBytes } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { Part, When } from '../parts.tsx'
import { type IssueDigital, largestMegabytes } from './digital.ts'

type Props = { c: ConsoleContext; issue: Issue; digital: IssueDigital }

export function FilePart({ c, issue, digital }: Props) {
  const view = c.get('view')
  const { locale } = view
  const { file } = digital
  const isLate = digital.dispatch !== undefined && !file
  return (
    <Part title={say(locale, 'Édition numérique', 'Digital edition')} id="file">
      {file ? (
        <p>
          <a href={`/console/issues/${issue.number}/file`}>
            PDF, {file.pages}&#xa0;{file.pages === 1 ? 'page' : 'pages'},{' '}
            {formatBytes(file.bytes, locale)}
          </a>
          <span class="soft">
            {' '}
            {say(locale, 'remis', 'handed in')} <When at={file.uploadedAt} view={view} />
          </span>
        </p>
      ) : (
        <p class={isLate ? 'error' : 'soft'}>
          {isLate
            ? say(
                locale,
                'Le numéro est servi, mais son PDF manque\u202f: ses lecteurs numériques attendent.',
                'The issue was dispatched, but its PDF is missing: its digital readers are waiting.',
              )
            : say(
                locale,
                'Le PDF n’est pas encore là. Seuls y ont accès ceux à qui le numéro est servi.',
                'The PDF is not there yet. Only those who are served the issue can open it.',
              )}
        </p>
      )}
      {hasRole(c.get('staff'), 'marketing') && <FileForm c={c} issue={issue} digital={digital} />}
    </Part>
  )
}

function FileForm({ c, issue, digital }: Props) {
  const locale = c.get('locale')
  const action = `/console/issues/${issue.number}/file`
  const texts = {
    sending: say(locale, 'Envoi\u202f: ', 'Sending: '),
    checking: say(locale, 'Le PDF est arrivé, ses pages sont comptées…', 'Sent; counting pages…'),
    later: say(
      locale,
      'L’envoi s’est interrompu. Vérifiez la connexion, puis recommencez.',
      'Sending broke off. Check the connection, then try again.',
    ),
  }
  return (
    <form
      method="post"
      action={action}
      enctype="multipart/form-data"
      class="form"
      data-issue-file={JSON.stringify(texts)}
    >
      <CsrfField token={c.get('csrf')} />
      <div class="field">
        <label for="f-file">
          {digital.file
            ? say(locale, 'Remplacer le PDF', 'Replace the PDF')
            : say(locale, 'Remettre le PDF', 'Hand in the PDF')}
        </label>
        <p class="hint" id="f-file-hint">
          {say(
            locale,
            `${largestMegabytes} Mo au plus, sans mot de passe.`,
            `${largestMegabytes} MB at most, without a password.`,
          )}
        </p>
        <input
          id="f-file"
          name="file"
          type="file"
          accept="application/pdf,.pdf"
          required
          aria-describedby="f-file-hint"
        />
        <p class="hint" data-state role="status" />
      </div>
      <p class="actions">
        <button class="button quiet" type="submit">
          {say(locale, 'Envoyer le PDF', 'Send the PDF')}
        </button>
      </p>
    </form>
  )
}
