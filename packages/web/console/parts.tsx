// Small parts that only console pages use; the rest is in #web/shared.
import type { Child } from 'hono/jsx'
import type { Instant } from '#kernel/time'
import { Time } from '#web/shared/format.tsx'
import type { View } from '#web/shared/view'

/** An instant as seen from now, exact with its zone on hover. */
export function When({ at, view }: { at: Instant; view: View }) {
  return <Time at={at} now={view.now} locale={view.locale} zone={view.publication.zone} />
}

/** A titled part of a page, with links or a count at the right of its title. */
export function Part(props: { title: Child; id?: string; aside?: Child; children?: Child }) {
  return (
    <section class="section" id={props.id}>
      <h2 class={props.aside ? 'with-aside' : undefined}>
        <span>{props.title}</span>
        {props.aside && <span class="aside">{props.aside}</span>}
      </h2>
      {props.children}
    </section>
  )
}

/** A table that scrolls sideways by itself on a phone, reachable by keyboard. */
export function TableFrame({ label, children }: { label: string; children?: Child }) {
  return (
    <section class="table-frame" aria-label={label} tabindex={0}>
      {children}
    </section>
  )
}
