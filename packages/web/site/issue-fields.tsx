// Which issue: a single one by its cover, or the one that a subscription begins with; and how many.
import type { Issue } from '#editorial/issue'
import type { Locale } from '#kernel/errors'
import { issueNumberText } from '#kernel/typography'
import type { Plan } from '#publication/plans'
import { orderLimits } from '#subscriptions/order'
import { isDelivered } from '#subscriptions/price'
import { Field, type FormState, Select } from '../shared/form.tsx'
import { formatDate, Month, Numero } from '../shared/format.tsx'
import { say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import { CoverImage, langOf } from './parts.tsx'

/** `issues`: those that may be chosen, by number; `next` is the first that is not out. */
export type IssuesOffered = { issues: readonly Issue[]; next: number }

type WhatPartProps = { view: View; form: FormState; plan: Plan; offered: IssuesOffered }

export function WhatPart(props: WhatPartProps) {
  const { view, form, plan, offered } = props
  const { locale } = view
  const hasFirst = plan.kind === 'term' && offered.issues.length > 1
  if (plan.kind !== 'single' && !hasFirst && !isDelivered(plan.edition)) return null
  return (
    <fieldset class="part">
      <legend>{say(locale, 'Ce que vous recevez', 'What you get')}</legend>
      {plan.kind === 'single' && <CoverChoice {...props} />}
      {hasFirst && (
        <Select
          locale={locale}
          form={form}
          name="issueNumber"
          label={say(locale, 'Premier numéro', 'First issue')}
          options={offered.issues.map((issue) => ({
            value: String(issue.number),
            label: issueLabel(issue, locale),
          }))}
          value={String(offered.next)}
        />
      )}
      {isDelivered(plan.edition) && (
        <Field
          locale={locale}
          form={form}
          name="quantity"
          type="number"
          min="1"
          max={String(orderLimits.copies)}
          inputmode="numeric"
          label={
            plan.kind === 'single'
              ? say(locale, 'Exemplaires', 'Copies')
              : say(locale, 'Exemplaires de chaque numéro', 'Copies of each issue')
          }
          value="1"
        />
      )}
    </fieldset>
  )
}

/** What is out, the newest first, as on a stand; then what is to come, which says so. */
function CoverChoice({ view, form, offered }: WhatPartProps) {
  const { locale } = view
  const { issues, next } = offered
  const out = issues.filter(({ number }) => number < next).toReversed()
  const onTheStand = [...out, ...issues.filter(({ number }) => number >= next)]
  const newestOut = out[0]?.number ?? next
  const chosen = form.values['issueNumber'] ?? String(newestOut)
  const error = form.errors['issueNumber']
  return (
    <div
      class="field cover-choice"
      role="radiogroup"
      id="f-issueNumber"
      tabindex={-1}
      aria-label={say(locale, 'Numéro', 'Issue')}
      aria-describedby={error ? 'f-issueNumber-error' : undefined}
    >
      {error && (
        <p class="error" id="f-issueNumber-error">
          {error[locale]}
        </p>
      )}
      <ul class="cover-list">
        {onTheStand.map((issue) => (
          <li>
            <label class="cover-option">
              <CoverImage view={view} issue={issue} companies={[]} size="small" />
              <span class="cover-radio">
                <input
                  type="radio"
                  name="issueNumber"
                  value={String(issue.number)}
                  checked={chosen === String(issue.number)}
                />
                <span>
                  <strong>
                    <Numero n={issue.number} />
                  </strong>{' '}
                  <span lang={langOf(view)}>{issue.dossier.title || issue.title}</span>
                  <span class="hint">
                    {issue.number < next ? (
                      <Month date={issue.coverDate} locale={locale} />
                    ) : (
                      say(
                        locale,
                        `À paraître le ${formatDate(issue.coverDate, 'fr')}`,
                        `Out on ${formatDate(issue.coverDate, 'en')}`,
                      )
                    )}
                  </span>
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </div>
  )
}

function issueLabel(issue: Issue, locale: Locale): string {
  const title = issue.dossier.title || issue.title
  const date = formatDate(issue.coverDate, locale)
  const number = issueNumberText(issue.number, locale)
  return locale === 'fr' ? `${number}, ${date}\u202f: ${title}` : `${number}, ${date}: ${title}`
}
