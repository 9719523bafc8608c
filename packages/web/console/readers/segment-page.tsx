// One segment: its conditions as a form, in words, and how many readers it holds now.
import type { Locale, Sentence } from '#kernel/errors'
import type { AudienceCount } from '#readers/audience'
import type { Segment } from '#readers/segment'
import { Button, Checkbox, CsrfField, ErrorSummary, Field, Select } from '#web/shared/form.tsx'
import { formatNumber } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { countedText } from '../counted-text.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { AudienceTabs } from './audience-tabs.tsx'
import { type RowDraft, rowKinds, rowNames, type SegmentDraft } from './segment-form.ts'
import { isStandingRow } from './segment-standing-rows.ts'
import { SegmentValue } from './segment-value.tsx'

export type SegmentPageProps = {
  c: ConsoleContext
  segment?: Segment | undefined
  /** None for a condition that the form can't say. */
  draft: SegmentDraft | undefined
  errors: Record<string, Sentence>
  text?: Sentence | undefined
  count?: AudienceCount | undefined
  flash?: FlashMessage | undefined
}

export function SegmentPage(props: SegmentPageProps) {
  const { c, segment, draft, text, count } = props
  const { locale } = c.get('view')
  const newTitle = say(locale, 'Nouveau segment', 'New segment')
  return (
    <ConsolePage
      c={c}
      place="readers"
      back={{ href: '/console/readers/segments', name: say(locale, 'Segments', 'Segments') }}
      title={segment?.name ?? newTitle}
      flash={props.flash}
    >
      <AudienceTabs c={c} tab="segments" />
      <div class="columns wide">
        {draft ? (
          <SegmentForm {...props} draft={draft} />
        ) : (
          <p>
            {say(
              locale,
              'Cette condition est plus profonde que ce formulaire\u202f: elle se lit ici, sans s’y changer.',
              'This condition is deeper than this form: it can be read here, not changed.',
            )}
          </p>
        )}
        <aside class="audience">
          <p class="kicker">{say(locale, 'Lecteurs', 'Readers')}</p>
          {count ? <Count count={count} locale={locale} /> : <NoCount locale={locale} />}
          {text && <p class="segment-words">{text[locale]}</p>}
          {segment && <DeleteForm c={c} segment={segment} />}
        </aside>
      </div>
    </ConsolePage>
  )
}

function Count({ count, locale }: { count: AudienceCount; locale: Locale }) {
  return (
    <>
      <p class="audience-count">{formatNumber(count.count, locale)}</p>
      <p class="soft">
        {countedText(count, locale)}{' '}
        {count.count === 0 &&
          say(
            locale,
            'Une lettre pour ce segment ne partirait pas.',
            'A newsletter for this segment would not go.',
          )}
      </p>
    </>
  )
}

function NoCount({ locale }: { locale: Locale }) {
  return (
    <p class="soft">
      {say(
        locale,
        'Complétez les conditions, puis comptez.',
        'Complete the conditions, then count.',
      )}
    </p>
  )
}

function SegmentForm(props: SegmentPageProps & { draft: SegmentDraft }) {
  const { c, draft, errors } = props
  const { locale } = c.get('view')
  const form = { values: {}, errors }
  return (
    <form class="form segment-form" method="post" novalidate>
      <CsrfField token={c.get('csrf')} />
      <input type="hidden" name="version" value={draft.version} />
      {/* The return key counts; it must not take the first row away. */}
      <button class="visually-hidden" type="submit" name="do" value="count" tabindex={-1}>
        {say(locale, 'Compter', 'Count')}
      </button>
      <ErrorSummary form={form} locale={locale} />
      <Field
        locale={locale}
        form={form}
        name="name"
        label={say(locale, 'Nom', 'Name')}
        value={draft.name}
        maxlength={80}
        isRequired
      />
      {draft.groups.map((rows, group) => (
        <>
          {group > 0 && <p class="joint">{say(locale, 'et', 'and')}</p>}
          <fieldset class="segment-group">
            <legend class="visually-hidden">
              {say(locale, `Condition ${group + 1}`, `Condition ${group + 1}`)}
            </legend>
            {rows.map((row, at) => (
              <>
                {at > 0 && <p class="joint">{say(locale, 'ou', 'or')}</p>}
                <Row {...props} row={row} name={`${group}.${at}`} />
              </>
            ))}
            <Adder c={c} at={String(group)} label={say(locale, 'Ou bien', 'Or else')} />
          </fieldset>
        </>
      ))}
      {draft.groups.length > 0 && <p class="joint">{say(locale, 'et', 'and')}</p>}
      <Adder
        c={c}
        at="new"
        label={
          draft.groups.length === 0
            ? say(locale, 'Première condition', 'First condition')
            : say(locale, 'Autre condition', 'Another condition')
        }
      />
      <p class="actions">
        <Button tone="primary" name="do" value="save">
          {say(locale, 'Enregistrer', 'Save')}
        </Button>
        <Button name="do" value="count">
          {say(locale, 'Compter', 'Count')}
        </Button>
      </p>
    </form>
  )
}

function Row(props: SegmentPageProps & { row: RowDraft; name: string }) {
  const { c, row, name } = props
  const { locale } = c.get('view')
  return (
    <div class="segment-row">
      <input type="hidden" name="row" value={`${name}.${row.kind}`} />
      <SegmentValue c={c} row={row} name={name} errors={props.errors} />
      <div class="segment-row-acts">
        <Checkbox
          name={`${name}.not`}
          isChecked={row.isNot}
          label={say(locale, 'sauf', 'except')}
        />
        <Button tone="quiet" size="small" name="do" value={`remove.${name}`}>
          {say(locale, 'Retirer', 'Remove')}
        </Button>
      </div>
    </div>
  )
}

/** Picks a condition and adds it; those on subscriptions where the title sells any. */
function Adder({ c, at, label }: { c: ConsoleContext; at: string; label: string }) {
  const { locale, publication } = c.get('view')
  const sells = publication.subscriptions !== undefined
  const kinds = rowKinds.filter((kind) => sells || !isStandingRow(kind))
  return (
    <div class="segment-adder">
      <Select
        locale={locale}
        name={`kind.${at}`}
        label={label}
        options={kinds.map((kind) => ({ value: kind, label: rowNames[kind][locale] }))}
      />
      <Button size="small" name="do" value={`add.${at}`}>
        {say(locale, 'Ajouter', 'Add')}
      </Button>
    </div>
  )
}

function DeleteForm({ c, segment }: { c: ConsoleContext; segment: Segment }) {
  const { locale } = c.get('view')
  return (
    <Part title={say(locale, 'Supprimer', 'Delete')}>
      <form method="post" action={`/console/readers/segments/${segment.id}/delete`}>
        <CsrfField token={c.get('csrf')} />
        <p class="soft">
          {say(
            locale,
            'Les envois déjà programmés gardent leur copie. Un brouillon qui le choisit devra en choisir un autre.',
            'Mailings already scheduled keep their copy. A draft that chose it must choose another.',
          )}
        </p>
        <Button tone="danger" size="small">
          {say(locale, 'Supprimer ce segment', 'Delete this segment')}
        </Button>
      </form>
    </Part>
  )
}
