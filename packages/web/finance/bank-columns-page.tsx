// A table of the bank whose heads say too little: which column is which.
import type { BankImported } from '#finance/bank/import-statement'
import { Button, CsrfField, Field, Select } from '#web/shared/form.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../console/context.ts'
import { TableFrame } from '../console/parts.tsx'
import { FinancePage, financePath } from './frame.tsx'

const path = `${financePath}/bank`

/** Its heads say nothing: a person says which column is what, and the file goes on from there. */
export function BankColumnsPage(props: {
  c: ConsoleContext
  file: { fileName: string; bytes: Uint8Array }
  values: Readonly<Record<string, string>>
  outcome: Extract<BankImported, { kind: 'columns' }>
}) {
  const { c, file, values, outcome } = props
  const locale = c.get('locale')
  const { heads, sample } = outcome
  const options = [
    { value: '', label: say(locale, 'aucune', 'none') },
    ...heads.map((head) => ({ value: head, label: head })),
  ]
  const columns = [
    { name: 'date', label: say(locale, 'Date', 'Date'), isOptional: false },
    {
      name: 'amount',
      label: say(locale, 'Montant avec son signe', 'Signed amount'),
      isOptional: true,
    },
    { name: 'debit', label: say(locale, 'Débit', 'Debit'), isOptional: true },
    { name: 'credit', label: say(locale, 'Crédit', 'Credit'), isOptional: true },
    { name: 'text', label: say(locale, 'Libellé', 'Text'), isOptional: true },
  ]
  return (
    <FinancePage
      c={c}
      tab="bank"
      title={say(locale, 'Quelle colonne est laquelle\u202f?', 'Which column is which?')}
      back={{ href: path, name: say(locale, 'Relevés', 'Statements') }}
      lead={say(
        locale,
        'Les titres de ce tableau ne disent pas tout. Choisissez la date, puis soit le montant, soit débit et crédit.',
        'The heads of this table don’t say it all. Choose the date, then either the amount, or debit and credit.',
      )}
    >
      <TableFrame label={say(locale, 'Premières lignes du fichier', 'First lines of the file')}>
        <table class="table">
          <thead>
            <tr>
              {heads.map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((row) => (
              <tr>
                {row.map((cell) => (
                  <td>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <form method="post" action={path} class="form" enctype="multipart/form-data">
        <CsrfField token={c.get('csrf')} />
        <input type="hidden" name="fileName" value={file.fileName} />
        <input type="hidden" name="content" value={Buffer.from(file.bytes).toString('base64')} />
        <div class="pair">
          {columns.map(({ name, label, isOptional }) => (
            <Select
              {...{ locale, label, isOptional, options, name: `column-${name}` }}
              value={values[`column-${name}`]}
            />
          ))}
        </div>
        <Field
          {...{ locale, name: 'account', maxlength: 40, isOptional: true }}
          label="IBAN"
          value={values['account']}
        />
        <p class="actions">
          <Button tone="primary">{say(locale, 'Importer', 'Import')}</Button>
          <a class="button quiet" href={path}>
            {say(locale, 'Choisir un autre fichier', 'Choose another file')}
          </a>
        </p>
      </form>
    </FinancePage>
  )
}
