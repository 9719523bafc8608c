// The other issues that open for who is signed in, as a table of contents.
import type { Issue } from '#editorial/issue'
import { say } from '../../shared/locale.ts'
import type { View } from '../../shared/view.ts'
import { CalendarList } from '../parts.tsx'

export function OtherIssues({ view, others }: { view: View; others: readonly Issue[] }) {
  if (others.length === 0) return null
  return (
    <section class="block" aria-labelledby="others">
      <h2 class="section-title" id="others">
        {say(view.locale, 'Vos autres numéros', 'Your other issues')}
      </h2>
      <CalendarList view={view} issues={others} place="read" />
    </section>
  )
}
