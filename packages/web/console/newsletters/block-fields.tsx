// The fields of one block, by its type.
import { say } from '#web/shared/locale'
import { type BlockFieldsProps, Kept, Line, Lines } from './block-lines.tsx'
import { Picture } from './picture-fields.tsx'

export function BlockFields(props: BlockFieldsProps) {
  const { block, locale } = props
  switch (block.type) {
    case 'title':
      return <Lines {...props} field="text" rows={1} isBare />
    case 'heading':
      return <Lines {...props} field="text" rows={1} isBare />
    case 'standfirst':
    case 'paragraph':
    case 'calendarLink':
    case 'closing':
      return <Lines {...props} field="rich" rows={3} isBare />
    case 'epigraph':
      return <Epigraph {...props} />
    case 'companies':
      return (
        <>
          <Line {...props} field="lead" isOptional />
          <Lines {...props} field="companies" rows={3} />
        </>
      )
    case 'dossierCard':
    case 'issueCard':
      return <Line {...props} field="issueNumber" size="small" list="issues" />
    case 'image':
      return <Picture {...props} />
    case 'list':
      return (
        <>
          <Lines {...props} field="items" rows={4} />
          <label class="choice inline">
            <input
              type="checkbox"
              name={`${block.id}.ordered`}
              value="1"
              checked={block.fields['ordered'] === '1'}
            />
            <span>{say(locale, 'numérotée', 'numbered')}</span>
          </label>
          <Kept {...props} field="markers" />
        </>
      )
    case 'button':
      return (
        <div class="pair">
          <Line {...props} field="label" />
          <Line {...props} field="href" />
        </div>
      )
    case 'divider':
      return (
        <>
          <hr class="piece-rule" />
          <Kept {...props} field="mark" />
        </>
      )
  }
}

function Epigraph(props: BlockFieldsProps) {
  const { locale } = props
  const details = ['author', 'work', 'year', 'publisher'] as const
  const hasDetails = details.some((field) => props.block.fields[field] !== '')
  const isWrong = details.some((field) => props.errors[`${props.block.id}.${field}`])
  return (
    <>
      <Lines {...props} field="quote" rows={2} />
      <Line {...props} field="attribution" />
      <details open={isWrong}>
        <summary>
          {hasDetails
            ? say(locale, 'Ce qui en a été compris', 'What was understood of it')
            : say(locale, 'Détail de la source', 'The source in detail')}
        </summary>
        <div class="pair">
          {details.map((field) => (
            <Line {...props} field={field} isOptional />
          ))}
        </div>
      </details>
      <Kept {...props} field="attributionFirst" />
    </>
  )
}
