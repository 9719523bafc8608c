// The saved segments, each with its condition in words.
import { type Segment, segmentText } from '#readers/segment'
import { say } from '#web/shared/locale'
import { Empty, type FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { TableFrame, When } from '../parts.tsx'
import { AudienceTabs, backToReaders } from './audience-tabs.tsx'

export function SegmentsPage(props: {
  c: ConsoleContext
  segments: readonly Segment[]
  flash?: FlashMessage | undefined
}) {
  const { c, segments } = props
  const view = c.get('view')
  const { locale, publication } = view
  const add = (
    <a class="button" href="/console/readers/segments/new">
      {say(locale, 'Nouveau segment', 'New segment')}
    </a>
  )
  return (
    <ConsolePage
      c={c}
      place="readers"
      back={backToReaders(locale)}
      title={say(locale, 'Segments', 'Segments')}
      actions={segments.length > 0 ? add : undefined}
      flash={props.flash}
    >
      <AudienceTabs c={c} tab="segments" />
      {segments.length === 0 ? (
        <Empty title={say(locale, 'Aucun segment encore', 'No segment yet')} action={add}>
          {say(
            locale,
            'Un segment est une condition sur les lecteurs, qu’une lettre peut choisir pour public.',
            'A segment is a condition on readers that a newsletter may choose as its audience.',
          )}
        </Empty>
      ) : (
        <TableFrame label={say(locale, 'Segments', 'Segments')}>
          <table class="table stacks">
            <thead>
              <tr>
                <th scope="col">{say(locale, 'Nom', 'Name')}</th>
                <th scope="col">{say(locale, 'Lecteurs', 'Readers')}</th>
                <th scope="col">{say(locale, 'Modifié', 'Changed')}</th>
              </tr>
            </thead>
            <tbody>
              {segments.map((segment) => (
                <tr>
                  <th scope="row" class="row-line">
                    <a href={`/console/readers/segments/${segment.id}`}>{segment.name}</a>
                  </th>
                  <td class="soft">{segmentText(segment.condition, publication)[locale]}</td>
                  <td class="nowrap">
                    <When at={segment.updatedAt} view={view} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </ConsolePage>
  )
}
