// The way from an issue's public page to its digital edition, where it is out and has one.
import type { Table } from '#aws/table'
import { getIssueFile } from '#editorial/store-issue-files'
import { getDispatch } from '#subscriptions/store-streams'
import { localPath, say } from '../../shared/locale.ts'
import type { View } from '../../shared/view.ts'

export async function isReadOnline(table: Table, number: number): Promise<boolean> {
  const [dispatch, file] = await Promise.all([
    getDispatch(table, number),
    getIssueFile(table, number),
  ])
  return dispatch !== undefined && file !== undefined
}

export function ReadLine({ view, number }: { view: View; number: number }) {
  const { locale } = view
  return (
    <p class="small">
      {say(
        locale,
        'Abonné à l’édition numérique\u202f? ',
        'Do you subscribe to the digital edition? ',
      )}
      <a href={localPath(locale, `/read/${number}`)}>
        {say(locale, 'Lire ce numéro en ligne', 'Read this issue online')}
      </a>
    </p>
  )
}
