// A contract's lines as a list of terms.
import type { SummaryLine } from '#subscriptions/contract-summary'

export function SummaryList({ lines }: { lines: readonly Pick<SummaryLine, 'label' | 'texts'>[] }) {
  return (
    <dl class="summary">
      {lines.map((line) => (
        <div>
          <dt>{line.label}</dt>
          <dd>
            {line.texts.map((text, at) => (
              <>
                {at > 0 && <br />}
                {text}
              </>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
