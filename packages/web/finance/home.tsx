// Finance's home: where the books stand.
import type { Hono } from 'hono'
import { say } from '#web/shared/locale'
import type { ConsoleEnv } from '../console/context.ts'
import { ConsolePage } from '../console/layout.tsx'
import type { FinanceDeps } from './context.ts'

export function homeRoutes(app: Hono<ConsoleEnv>, _deps: FinanceDeps): void {
  app.get('/console/finance', (c) => {
    const locale = c.get('locale')
    return c.html(<ConsolePage c={c} place="finance" title={say(locale, 'Comptes', 'The books')} />)
  })
}
