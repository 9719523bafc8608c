// A page of one column that says one thing: what links in mails lead to.
import type { Child } from 'hono/jsx'
import { Page } from '../shared/page.tsx'
import type { View } from '../shared/view.ts'

/** `lead` stands under the title in the larger type. Never indexed: its address holds a token. */
export function NarrowPage(props: { view: View; title: string; lead?: Child; children?: Child }) {
  const { view, title, lead, children } = props
  return (
    <Page view={view} title={title} isPrivate>
      <div class="narrow stack">
        <h1 class="title">{title}</h1>
        {lead !== undefined && <p class="standfirst">{lead}</p>}
        {children}
      </div>
    </Page>
  )
}
