// The console with its previews and the books, as the deploy routes them: three functions behind one
// address.
import type { Table } from '#aws/table'
import { createPreview } from '#web/console/preview-app.tsx'
import { createFinance } from '#web/finance/app.tsx'
import { type TestConsole, testConsole } from './console.ts'
import { paperFaces } from './paper-faces.ts'

export function wholeConsole(table: Table): TestConsole {
  const console = testConsole(table)
  const preview = createPreview(console.deps)
  const finance = createFinance({ ...console.deps, paperFaces })
  const request: TestConsole['app']['request'] = (input, init) => {
    const address = String(input)
    if (/\/console\/preview\/|example\/(en\/)?p\//.test(address))
      return preview.request(input, init)
    if (/\/console\/finance\b/.test(address)) return finance.request(input, init)
    return console.app.request(input, init)
  }
  return { ...console, app: { request } as TestConsole['app'] }
}
