// What was declared, as a list of terms.
import type { DeclaredLine } from '#subscriptions/declaration-words'

export function DeclaredList({ lines }: { lines: readonly DeclaredLine[] }) {
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
