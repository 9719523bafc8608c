// The choice of who looks at a newsletter with blocks for single segments, and the same choice as it
// comes back in an address or a form.
import { loadBlockSegments } from '#delivery/load-block-segments'
import { readViewer, type Viewer, viewersOf } from '#delivery/viewers'
import type { Block } from '#editorial/blocks'
import type { Locale } from '#kernel/errors'
import type { SegmentId } from '#kernel/ids'
import type { Segment } from '#readers/segment'
import { say } from '#web/shared/locale'
import type { ConsoleDeps } from '../context.ts'
import type { BlockDraft } from './composer-form.ts'

/** The field's name, in forms and addresses. */
export const seenByField = 'seenBy'

export async function viewersFor(
  deps: Pick<ConsoleDeps, 'table'>,
  blocks: readonly Block[],
): Promise<Viewer[]> {
  return viewersOf(await loadBlockSegments(deps.table, blocks))
}

/** The same of a form as typed, with the segments that are at hand. */
export function viewersAmong(
  blocks: readonly BlockDraft[],
  segments: readonly Pick<Segment, 'id' | 'name'>[],
): Viewer[] {
  const wanted = new Set(blocks.map(({ segmentId }) => segmentId).filter((id) => id !== ''))
  const known = (id: string) => segments.find((one) => one.id === id)
  return viewersOf([...wanted].map((id) => known(id) ?? { id: id as SegmentId }))
}

/** The segments that whoever looks is in; none when the choice was not made. */
export function insideOf(value: string | undefined, blocks: readonly Block[]): Set<SegmentId> {
  return readViewer(value ?? '', blocks)
}

/** Nothing where everyone sees the same. `form`: the form it belongs to, where it stands elsewhere. */
export function SeenBy(props: {
  viewers: readonly Viewer[]
  chosen?: string | undefined
  locale: Locale
  id: string
  form?: string
}) {
  const { viewers, locale, chosen = '' } = props
  return (
    <>
      <label for={props.id}>{say(locale, 'Vue par', 'As seen by')}</label>
      <select id={props.id} name={seenByField} form={props.form}>
        {viewers.map(({ value, name }) => (
          <option value={value} selected={value === chosen}>
            {name[locale]}
          </option>
        ))}
      </select>
    </>
  )
}
