// The console with its previews, as the deploy routes them: two functions behind one address.
import type { Table } from '#aws/table'
import { createPreview } from '#web/console/preview-app.tsx'
import { type TestConsole, testConsole } from './console.ts'

export function wholeConsole(table: Table): TestConsole {
  const console = testConsole(table)
  const preview = createPreview(console.deps)
  const request: TestConsole['app']['request'] = (input, init) =>
    /\/console\/preview\/|example\/(en\/)?p\//.test(String(input))
      ? preview.request(input, init)
      : console.app.request(input, init)
  return { ...console, app: { request } as TestConsole['app'] }
}
