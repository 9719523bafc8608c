// Two people edited one issue: what differs, side by side, and two ways on. Nothing is lost.
import type { Instant } from '#kernel/time'
import { CsrfField } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext, ConsoleDeps } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame, When } from '../parts.tsx'
import { StaffName } from '../staff-name.tsx'
import { sectionKinds } from '../words.ts'
import type { IssueDraft } from './issue-form.ts'

export function ConflictPage(props: {
  c: ConsoleContext
  deps: Pick<ConsoleDeps, 'table' | 'clock' | 'makeId' | 'publication'>
  mine: IssueDraft
  theirs: IssueDraft
  by: string
  at: Instant
}) {
  const { c, mine, theirs } = props
  const view = c.get('view')
  const { locale } = view
  const number = theirs.number
  const differing = comparisons(locale).filter((one) => one.of(mine) !== one.of(theirs))
  return (
    <ConsolePage
      c={c}
      place="issues"
      title={say(
        locale,
        `Numéro ${number} : modifié entre-temps`,
        `Issue ${number}: changed in the meantime`,
      )}
      lead={
        <>
          <StaffName deps={props.deps} id={props.by} locale={locale} />{' '}
          {say(locale, 'a enregistré ce numéro', 'saved this issue')}{' '}
          <When at={props.at} view={view} />
          {say(
            locale,
            ', pendant que vous l’écriviez. Rien n’est perdu : choisissez.',
            ', while you were writing. Nothing is lost: choose.',
          )}
        </>
      }
    >
      <TableFrame label={say(locale, 'Les différences', 'The differences')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col">{say(locale, 'Votre version', 'Your version')}</th>
              <th scope="col">{say(locale, 'Version enregistrée', 'Saved version')}</th>
            </tr>
          </thead>
          <tbody>
            {differing.map((one) => (
              <tr>
                <th scope="row">{one.name}</th>
                <td class="kept-lines">{one.of(mine)}</td>
                <td class="kept-lines">{one.of(theirs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <form method="post" action={`/console/issues/${number}`} class="actions conflict-acts">
        <CsrfField token={c.get('csrf')} />
        <input type="hidden" name="version" value={theirs.version} />
        <input type="hidden" name="coverDate" value={mine.coverDate} />
        <input type="hidden" name="title" value={mine.title} />
        <input type="hidden" name="dossierTitle" value={mine.dossierTitle} />
        <input type="hidden" name="standfirst" value={mine.standfirst} />
        <input type="hidden" name="companies" value={mine.companies} />
        <input type="hidden" name="soldOut" value={mine.soldOut} />
        {mine.rows.map((row) => (
          <>
            <input type="hidden" name="sectionKind" value={row.kind} />
            <input type="hidden" name="sectionTitle" value={row.title} />
            <input type="hidden" name="sectionPages" value={row.pages} />
          </>
        ))}
        <button class="button" type="submit" name="action" value="save">
          {say(locale, 'Enregistrer ma version', 'Save my version')}
        </button>
        <button class="button" type="submit" name="action" value="look">
          {say(locale, 'Reprendre ma version dans le formulaire', 'Back to the form with mine')}
        </button>
        <a class="button quiet" href={`/console/issues/${number}`}>
          {say(locale, 'Garder la version enregistrée', 'Keep the saved version')}
        </a>
      </form>
    </ConsolePage>
  )
}

function comparisons(locale: 'fr' | 'en') {
  return [
    {
      name: say(locale, 'Date de couverture', 'Cover date'),
      of: (draft: IssueDraft) => draft.coverDate,
    },
    { name: say(locale, 'Titre', 'Title'), of: (draft: IssueDraft) => draft.title },
    { name: say(locale, 'Dossier', 'Dossier'), of: (draft: IssueDraft) => draft.dossierTitle },
    { name: say(locale, 'Chapeau', 'Standfirst'), of: (draft: IssueDraft) => draft.standfirst },
    {
      name: say(locale, 'Entreprises', 'Companies'),
      of: (draft: IssueDraft) => draft.companies.replaceAll('\r\n', '\n').trim(),
    },
    {
      name: say(locale, 'Épuisé', 'Sold out'),
      of: (draft: IssueDraft) =>
        draft.soldOut === 'yes' ? say(locale, 'oui', 'yes') : say(locale, 'non', 'no'),
    },
    {
      name: say(locale, 'Rubriques', 'Sections'),
      of: (draft: IssueDraft) =>
        draft.rows
          .filter((row) => row.title.trim() !== '' || row.pages.trim() !== '')
          .map((row) => {
            const kind = sectionKinds[row.kind as keyof typeof sectionKinds]?.[locale] ?? row.kind
            return `${kind} · ${row.title} · ${row.pages.replace(',', '.')}`
          })
          .join('\n'),
    },
  ]
}
