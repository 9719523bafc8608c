// Handing in a file of readers: the file, and the question that comes before anything is read in.
import { fieldNames, importFields } from '#readers/import/columns'
import { importLimits } from '#readers/import/prepare'
import {
  Button,
  CsrfField,
  ErrorSummary,
  Field,
  type FormState,
  Select,
  TextArea,
} from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { AudienceTabs, backToReaders } from './audience-tabs.tsx'

export function ImportPage({ c, form }: { c: ConsoleContext; form: FormState }) {
  const { locale, publication, now } = c.get('view')
  const megabytes = (importLimits.formBytes / 1_000_000).toLocaleString(locale)
  const error = form.errors['file']
  return (
    <ConsolePage
      c={c}
      place="readers"
      back={backToReaders(locale)}
      title={say(locale, 'Importer des lecteurs', 'Import readers')}
      lead={say(
        locale,
        'D’abord la différence, ligne par ligne\u202f; rien n’est écrit avant votre accord. Aucun mail ne part.',
        'First the difference, line by line; nothing is written before you agree. No mail is sent.',
      )}
    >
      <AudienceTabs c={c} tab="import" />
      <ErrorSummary form={form} locale={locale} />
      <div class="columns wide">
        <form class="form" method="post" enctype="multipart/form-data">
          <CsrfField token={c.get('csrf')} />
          <div class="field">
            <label for="f-file">{say(locale, 'Fichier CSV', 'CSV file')}</label>
            <p class="hint" id="f-file-hint">
              {say(
                locale,
                `Jusqu’à ${megabytes}\u202fMo, soit environ 80\u202f000 lignes.`,
                `Up to ${megabytes} MB, about 80,000 lines.`,
              )}
            </p>
            <input
              id="f-file"
              name="file"
              type="file"
              accept=".csv,.txt,.tsv,text/csv,text/plain"
              required
              aria-describedby="f-file-hint"
              aria-invalid={error ? 'true' : undefined}
            />
            {error && <p class="error">{error[locale]}</p>}
          </div>
          <TextArea
            locale={locale}
            form={form}
            name="basis"
            rows={3}
            maxlength={importLimits.basis}
            label={say(
              locale,
              'Comment ces personnes ont-elles donné leur accord\u202f?',
              'How did these people agree?',
            )}
            hint={say(
              locale,
              'Où, et par quels mots\u202f: par exemple «\u202fbulletin papier du salon, case “je souhaite recevoir la lettre” cochée\u202f». Gardé comme preuve avec chaque lecteur.',
              'Where, and in which words: for example “paper form at the fair, box ‘I would like the newsletter’ ticked”. Kept with each reader as proof.',
            )}
          />
          <Field
            locale={locale}
            form={form}
            name="basisOn"
            type="date"
            max={now.toISOString().slice(0, 10)}
            isRequired
            label={say(locale, 'Quand\u202f?', 'When?')}
            hint={say(
              locale,
              'Le dernier jour de la collecte. La date d’une ligne, si le fichier en a une, compte avant celle-ci.',
              'The last day of collecting. A line’s own date counts before this one.',
            )}
          />
          <Select
            locale={locale}
            form={form}
            name="locale"
            value={publication.locale}
            label={say(
              locale,
              'Langue, quand la ligne n’en dit rien',
              'Language, where a line names none',
            )}
            options={[
              { value: 'fr', label: 'Français' },
              { value: 'en', label: 'English' },
            ]}
          />
          <p class="actions">
            <Button tone="primary">
              {say(locale, 'Voir la différence', 'See the difference')}
            </Button>
          </p>
        </form>
        <Guide c={c} />
      </div>
    </ConsolePage>
  )
}

function Guide({ c }: { c: ConsoleContext }) {
  const { locale } = c.get('view')
  return (
    <Part title={say(locale, 'Ce qui est lu', 'What is read')}>
      <div class="guide">
        <p>
          {say(
            locale,
            'Virgules, points-virgules ou tabulations\u202f; UTF-8, UTF-16 ou Windows-1252\u202f: tout est reconnu. Les colonnes le sont à leur nom, en français ou en anglais\u202f:',
            'Commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252: all are recognised. So are columns, by their names in French or English:',
          )}
        </p>
        <p>{importFields.map((field) => fieldNames[field][locale]).join(', ')}.</p>
        <p>
          {say(
            locale,
            'Qui s’est désinscrit, a signalé un message, ou dont l’adresse est refusée, reste comme il est. Le même fichier deux fois ne change rien. Dans les étiquettes, «\u202f-salon\u202f» retire «\u202fsalon\u202f».',
            'Whoever unsubscribed, reported a message, or whose address bounced stays as they are. The same file twice changes nothing. Among tags, “-fair” takes “fair” away.',
          )}
        </p>
        <p>
          {say(
            locale,
            'Pour un fichier plus grand, jusqu’à deux millions de lignes\u202f:',
            'For a larger file, up to two million lines:',
          )}
        </p>
        <p>
          <code>kiosque reader import {say(locale, 'FICHIER', 'FILE')} --dry-run</code>
        </p>
      </div>
    </Part>
  )
}
