// One issue: its form, its page split, its next step. A new one has the form alone.
import type { Company, Issue } from '#editorial/issue'
import type { Sentence } from '#kernel/errors'
import { hasRole } from '#staff/member'
import { Button, Checkbox, CsrfField, ErrorSummary, Field, TextArea } from '#web/shared/form.tsx'
import { Day, formatMonth, Numero } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import { type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { issueStates } from '../words.ts'
import type { IssueDigital } from './digital.ts'
import { DispatchPart } from './dispatch-part.tsx'
import { FilePart } from './file-part.tsx'
import { type IssueDraft, sectionsOf } from './issue-form.ts'
import { SplitChart } from './page-split.tsx'
import { SectionRows } from './section-rows.tsx'

type Errors = Record<string, Sentence>
type FormProps = {
  c: ConsoleContext
  draft: IssueDraft
  errors: Errors
  missing?: readonly string[]
}

export function IssuePage(
  props: FormProps & {
    issue: Issue
    companies: readonly Company[]
    digital: IssueDigital | undefined
    flash?: FlashMessage | undefined
  },
) {
  const { c, issue, companies } = props
  const { locale, publication } = c.get('view')
  const mayEdit = hasRole(c.get('staff'), 'marketing')
  const state = issueStates[issue.status]
  const { sections } = sectionsOf(props.draft.rows)
  return (
    <ConsolePage
      c={c}
      place="issues"
      title={say(locale, `Numéro ${issue.number}`, `Issue ${issue.number}`)}
      heading={issue.dossier.title || issue.title || undefined}
      back={{ href: '/console/issues', name: say(locale, 'Numéros', 'Issues') }}
      kicker={
        <>
          <Numero n={issue.number} /> · {formatMonth(issue.coverDate, locale)}
        </>
      }
      actions={<Status tone={state.tone}>{state.word[locale]}</Status>}
      flash={props.flash}
      islands={c.get('view').assets.has('issue.js') ? ['issue.js'] : []}
    >
      <NextStep c={c} issue={issue} mayEdit={mayEdit} />
      <div class="columns">
        <div>{mayEdit ? <IssueForm {...props} isNew={false} /> : <IssueFacts {...props} />}</div>
        <div>
          {props.digital && (
            <>
              <FilePart c={c} issue={issue} digital={props.digital} />
              <DispatchPart c={c} issue={issue} digital={props.digital} />
            </>
          )}
          <Part title={say(locale, 'Répartition des pages', 'Page split')}>
            <SplitChart sections={sections} bounds={publication.pageBudget} locale={locale} />
          </Part>
          {companies.length > 0 && (
            <Part title={say(locale, 'Entreprises du dossier', 'Companies of the dossier')}>
              <ul class="plain-list">
                {companies.map((company) => (
                  <li>
                    <a href={`/console/companies/${company.id}`}>{company.name}</a>
                  </li>
                ))}
              </ul>
            </Part>
          )}
        </div>
      </div>
    </ConsolePage>
  )
}

export function NewIssuePage(props: FormProps) {
  const { c } = props
  const { locale, publication } = c.get('view')
  const { sections } = sectionsOf(props.draft.rows)
  return (
    <ConsolePage
      c={c}
      place="issues"
      title={say(locale, 'Prévoir un numéro', 'Plan an issue')}
      back={{ href: '/console/issues', name: say(locale, 'Numéros', 'Issues') }}
      islands={c.get('view').assets.has('issue.js') ? ['issue.js'] : []}
    >
      <div class="columns">
        <IssueForm {...props} isNew />
        <Part title={say(locale, 'Répartition des pages', 'Page split')}>
          <SplitChart sections={sections} bounds={publication.pageBudget} locale={locale} />
        </Part>
      </div>
    </ConsolePage>
  )
}

function IssueForm(props: FormProps & { isNew: boolean }) {
  const { c, draft, errors, isNew } = props
  const locale = c.get('locale')
  const form = { values: {}, errors }
  const plans = c.get('view').publication.subscriptions?.plans ?? []
  const sells = plans.some(({ kind, edition }) => kind === 'single' && edition !== 'digital')
  return (
    <form method="post" class="form issue-form" novalidate data-budget="/console/issues/budget">
      <CsrfField token={c.get('csrf')} />
      <input type="hidden" name="version" value={draft.version} />
      {/* Enter saves: the first submit button of a form is the one that Enter presses. */}
      <button type="submit" name="action" value="save" class="visually-hidden" tabindex={-1}>
        {say(locale, 'Enregistrer', 'Save')}
      </button>
      <ErrorSummary form={form} locale={locale} />
      <div class="pair">
        {isNew && (
          <Field
            locale={locale}
            name="number"
            label={say(locale, 'Numéro', 'Number')}
            inputmode="numeric"
            maxlength={5}
            value={draft.number}
            form={form}
          />
        )}
        <Field
          locale={locale}
          name="coverDate"
          type="date"
          label={say(locale, 'Date de couverture', 'Cover date')}
          value={draft.coverDate}
          form={form}
        />
      </div>
      <Field
        locale={locale}
        name="title"
        label={say(locale, 'Titre du numéro', 'Title of the issue')}
        isOptional
        maxlength={400}
        value={draft.title}
        form={form}
      />
      <Field
        locale={locale}
        name="dossierTitle"
        label={say(locale, 'Titre du dossier', 'Title of the dossier')}
        maxlength={400}
        value={draft.dossierTitle}
        form={form}
      />
      <TextArea
        locale={locale}
        name="standfirst"
        label={say(locale, 'Chapeau du dossier', 'Standfirst of the dossier')}
        rows={3}
        value={draft.standfirst}
        form={form}
      />
      <TextArea
        locale={locale}
        name="companies"
        label={say(locale, 'Entreprises dont il parlera', 'Companies it will speak of')}
        hint={say(
          locale,
          'Un nom par ligne ; un ancien nom convient aussi.',
          'One name a line; a former name will do.',
        )}
        rows={4}
        value={draft.companies}
        form={form}
      />
      {(props.missing ?? []).length > 0 && (
        <Checkbox
          name="createCompanies"
          isChecked={false}
          label={say(
            locale,
            'Créer ces entreprises et les citer',
            'Create these companies and name them',
          )}
        />
      )}
      {sells && (
        <Checkbox
          name="soldOut"
          isChecked={draft.soldOut === 'yes'}
          label={say(locale, 'Épuisé en papier', 'Sold out in print')}
          hint={say(
            locale,
            'Il n’est plus proposé à l’unité sur le site.',
            'It is no longer offered as a single issue on the site.',
          )}
        />
      )}
      <SectionRows locale={locale} rows={draft.rows} error={errors['sections']} />
      <p class="actions">
        <button class="button" type="submit" name="action" value="save">
          {isNew
            ? say(locale, 'Créer le numéro', 'Create the issue')
            : say(locale, 'Enregistrer', 'Save')}
        </button>
        {!isNew && (
          <a href="?" class="button quiet">
            {say(locale, 'Abandonner les changements', 'Drop the changes')}
          </a>
        )}
      </p>
    </form>
  )
}

function IssueFacts({ c, issue }: FormProps & { issue: Issue }) {
  const locale = c.get('locale')
  return (
    <dl class="facts">
      <dt>{say(locale, 'Date de couverture', 'Cover date')}</dt>
      <dd>
        <Day date={issue.coverDate} locale={locale} />
      </dd>
      <dt>{say(locale, 'Titre', 'Title')}</dt>
      <dd>{issue.title || '–'}</dd>
      <dt>{say(locale, 'Dossier', 'Dossier')}</dt>
      <dd>{issue.dossier.title || '–'}</dd>
      <dt>{say(locale, 'Chapeau', 'Standfirst')}</dt>
      <dd>{issue.dossier.standfirst || '–'}</dd>
    </dl>
  )
}

/** What can be done with the issue now, and what will happen. */
function NextStep(props: { c: ConsoleContext; issue: Issue; mayEdit: boolean }) {
  const { c, issue, mayEdit } = props
  const locale = c.get('locale')
  const { number } = issue
  const newsletter = issue.newsletterId && (
    <a class="button quiet" href={`/console/newsletters/${issue.newsletterId}`}>
      {say(locale, 'Ouvrir la lettre', 'Open the newsletter')}
    </a>
  )
  if (issue.status === 'published')
    return (
      <section class="next-step">
        <p>{say(locale, 'Ce numéro est paru.', 'This issue is out.')}</p>
        <p class="actions">
          {newsletter}
          <a class="button quiet" href={`${locale === 'fr' ? '' : '/en'}/issues/${number}`}>
            {say(locale, 'Voir sa page publique', 'See its public page')}
          </a>
        </p>
      </section>
    )
  const isPlanned = issue.status === 'planned'
  if (!mayEdit)
    return (
      <section class="next-step">
        <p>
          {say(
            locale,
            'Le marketing annonce les numéros et les fait paraître.',
            'Marketing announces issues and publishes them.',
          )}
        </p>
        <p class="actions">{newsletter}</p>
      </section>
    )
  return (
    <section class="next-step">
      <p>
        {isPlanned
          ? say(
              locale,
              `Annoncer le numéro ${number} montre son dossier dans le calendrier public et prépare le brouillon de sa lettre. Aucun message ne part.`,
              `Announcing issue ${number} shows its dossier in the public calendar and drafts its newsletter. No message is sent.`,
            )
          : say(
              locale,
              `Faire paraître le numéro ${number} le range parmi les numéros parus. Aucun message ne part.`,
              `Publishing issue ${number} puts it among those that are out. No message is sent.`,
            )}
      </p>
      <form
        method="post"
        action={`/console/issues/${number}/${isPlanned ? 'announce' : 'publish'}`}
        class="actions"
      >
        <CsrfField token={c.get('csrf')} />
        <Button tone={isPlanned ? 'primary' : 'plain'}>
          {isPlanned
            ? say(locale, `Annoncer le numéro ${number}`, `Announce issue ${number}`)
            : say(locale, `Faire paraître le numéro ${number}`, `Publish issue ${number}`)}
        </Button>
        {newsletter}
      </form>
    </section>
  )
}
