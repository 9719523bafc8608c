// The layout of the sandbox's pages: the tool bar and the stylesheet of the tools.
import type { Child } from 'hono/jsx'
import { ToolPage } from '#web/shared/console-page.tsx'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { View } from '#web/shared/view'
import { toolBar } from './tool-context.ts'

export type ToolPlace = '/sandbox/inbox' | '/sandbox/clock' | '/sandbox/faults' | '/sandbox/stripe'

export function SandboxPage(props: {
  view: View
  title: string
  current?: ToolPlace
  flash?: FlashMessage | undefined
  actions?: Child
  /** More elements for the head. */
  head?: Child
  children?: Child
}) {
  return (
    <ToolPage
      view={props.view}
      title={props.title}
      {...toolBar(props.view)}
      {...(props.current ? { current: props.current } : {})}
      flash={props.flash}
      actions={props.actions}
      head={
        <>
          <link rel="stylesheet" href="/sandbox/tools.css" />
          {props.head}
        </>
      }
    >
      {props.children}
    </ToolPage>
  )
}

/** A table that may be wider than the window: it scrolls by itself, by keyboard too. */
export function TableFrame(props: { label: string; children?: Child }) {
  return (
    <section class="table-frame" aria-label={props.label} tabindex={0}>
      {props.children}
    </section>
  )
}
