// Taking the audience out as a file: everyone, or a segment.
import type { Segment } from '#readers/segment'
import { Button, CsrfField, Select } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { AudienceTabs, backToReaders } from './audience-tabs.tsx'

export function ExportPage({ c, segments }: { c: ConsoleContext; segments: readonly Segment[] }) {
  const { locale } = c.get('view')
  return (
    <ConsolePage
      c={c}
      place="readers"
      back={backToReaders(locale)}
      title={say(locale, 'Exporter les lecteurs', 'Export readers')}
      lead={say(
        locale,
        'Les lecteurs inscrits, en CSV pour un tableur. Chaque export est noté au journal.',
        'The subscribed readers, as CSV for a spreadsheet. Each export is noted in the audit trail.',
      )}
    >
      <AudienceTabs c={c} tab="export" />
      <form class="form" method="post" action="/console/readers/export.csv">
        <CsrfField token={c.get('csrf')} />
        <Select
          locale={locale}
          name="segment"
          label={say(locale, 'Lecteurs', 'Readers')}
          options={[
            { value: '', label: say(locale, 'Tous', 'All') },
            ...segments.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          locale={locale}
          name="delimiter"
          label={say(locale, 'Séparateur', 'Delimiter')}
          value={locale === 'fr' ? ';' : ','}
          options={[
            { value: ';', label: say(locale, 'point-virgule (Excel en français)', 'semicolon') },
            { value: ',', label: say(locale, 'virgule', 'comma') },
            { value: 'tab', label: say(locale, 'tabulation', 'tab') },
          ]}
        />
        <p class="actions">
          <Button tone="primary">{say(locale, 'Télécharger', 'Download')}</Button>
        </p>
        <p class="soft">
          {say(
            locale,
            'Au-delà de 50\u202f000 lecteurs, la commande n’a pas de limite\u202f: ',
            'Beyond 50,000 readers, the command has no limit: ',
          )}
          <code>kiosque reader export --out {say(locale, 'FICHIER', 'FILE')}</code>
        </p>
      </form>
    </ConsolePage>
  )
}
