// The pages that need MJML or readers of HTML: previews, the pre-send check, test mails, texts that
// are brought in, previews for approval.
import type { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import type { ConsoleEnv } from '#web/console/context'
import { createPreview } from '#web/console/preview-app.tsx'
import { allParts, type Parts } from './all-parts.ts'
import { lambdaWebParts, type WebParts } from './web-parts.ts'

export function previewHandler() {
  return handle(previewApp(lambdaWebParts()))
}

export function previewApp(web: WebParts, parts: Parts = allParts()): Hono<ConsoleEnv> {
  return createPreview({ ...parts, ...web })
}
