// One company: its names, what is said of it, where the magazine speaks of it.
import type { Company } from '#editorial/issue'
import type { MentionsOfCompany } from '#editorial/mentions-of-company'
import type { Sentence } from '#kernel/errors'
import { hasRole } from '#staff/member'
import { CsrfField, ErrorSummary, Field, TextArea } from '#web/shared/form.tsx'
import { formatMonth, Numero } from '#web/shared/format.tsx'
import { localPath, say } from '#web/shared/locale'
import { type FlashMessage, Status } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part, When } from '../parts.tsx'
import { issueStates } from '../words.ts'

/** As typed; `aliases` holds one name a line. */
export type CompanyDraft = {
  name: string
  aliases: string
  description: string
  website: string
  version: string
}

export function draftOf(company: Company): CompanyDraft {
  return {
    name: company.name,
    aliases: company.aliases.join('\n'),
    description: company.description,
    website: company.website ?? '',
    version: String(company.version),
  }
}

export function CompanyPage(props: {
  c: ConsoleContext
  draft: CompanyDraft
  company?: Company
  mentions?: MentionsOfCompany
  errors?: Record<string, Sentence>
  flash?: FlashMessage | undefined
}) {
  const { c, company, mentions } = props
  const { locale } = c.get('view')
  return (
    <ConsolePage
      c={c}
      place="companies"
      title={company?.name ?? say(locale, 'Ajouter une entreprise', 'Add a company')}
      back={{ href: '/console/companies', name: say(locale, 'Entreprises', 'Companies') }}
      flash={props.flash}
      actions={
        company && (
          <a class="button quiet" href={localPath(locale, `/companies/${company.slug}`)}>
            {say(locale, 'Voir sa page publique', 'See its public page')}
          </a>
        )
      }
    >
      <div class="columns">
        {hasRole(c.get('staff'), 'marketing') ? (
          <CompanyForm {...props} />
        ) : (
          <p>{company?.description}</p>
        )}
        {mentions && <Mentions c={c} mentions={mentions} />}
      </div>
    </ConsolePage>
  )
}

function CompanyForm(props: {
  c: ConsoleContext
  draft: CompanyDraft
  company?: Company
  errors?: Record<string, Sentence>
}) {
  const { c, draft, company } = props
  const locale = c.get('locale')
  const form = { values: {}, errors: props.errors ?? {} }
  return (
    <form method="post" class="form" novalidate>
      <CsrfField token={c.get('csrf')} />
      <input type="hidden" name="version" value={draft.version} />
      <ErrorSummary form={form} locale={locale} />
      <Field
        locale={locale}
        name="name"
        label={say(locale, 'Nom', 'Name')}
        hint={
          company &&
          say(
            locale,
            'L’ancien nom restera parmi les autres noms.',
            'The former name will stay among the other names.',
          )
        }
        maxlength={200}
        value={draft.name}
        form={form}
      />
      <TextArea
        locale={locale}
        name="aliases"
        label={say(locale, 'Autres noms', 'Other names')}
        hint={say(
          locale,
          'Un par ligne, anciens noms compris : chacun la retrouve dans les textes importés.',
          'One a line, former names too: each finds it in imported texts.',
        )}
        rows={4}
        value={draft.aliases}
        form={form}
      />
      <TextArea
        locale={locale}
        name="description"
        label={say(locale, 'En deux phrases', 'In two sentences')}
        rows={3}
        value={draft.description}
        form={form}
      />
      <Field
        locale={locale}
        name="website"
        type="url"
        isOptional
        label={say(locale, 'Site', 'Website')}
        maxlength={500}
        value={draft.website}
        form={form}
      />
      <p class="actions">
        <button class="button" type="submit">
          {company ? say(locale, 'Enregistrer', 'Save') : say(locale, 'Ajouter', 'Add')}
        </button>
      </p>
    </form>
  )
}

function Mentions({ c, mentions }: { c: ConsoleContext; mentions: MentionsOfCompany }) {
  const view = c.get('view')
  const { locale } = view
  return (
    <div>
      <Part title={say(locale, 'Numéros qui en parlent', 'Issues that speak of it')}>
        {mentions.issues.length === 0 ? (
          <p class="soft">{say(locale, 'Aucun encore.', 'None yet.')}</p>
        ) : (
          <ul class="plain-list lines">
            {mentions.issues.map((issue) => (
              <li>
                <a href={`/console/issues/${issue.number}`}>
                  <Numero n={issue.number} /> {issue.dossier.title}
                </a>
                <span class="line-facts">
                  {formatMonth(issue.coverDate, locale)}
                  <Status tone={issueStates[issue.status].tone}>
                    {issueStates[issue.status].word[locale]}
                  </Status>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part title={say(locale, 'Newsletters qui en parlent', 'Newsletters that speak of it')}>
        {mentions.newsletters.length === 0 ? (
          <p class="soft">{say(locale, 'Aucune encore.', 'None yet.')}</p>
        ) : (
          <ul class="plain-list lines">
            {mentions.newsletters.map((entry) => (
              <li>
                <a href={`/console/newsletters/${entry.newsletterId}`}>{entry.subject}</a>
                <span class="line-facts">
                  <When at={entry.publishedAt} view={view} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Part>
    </div>
  )
}
