// Writes the compiled mail templates: `npm run mails:compile` after a change in emails/. A test fails
// when they are stale.
import { writeFileSync } from 'node:fs'
import { compileMails } from './mail-templates.ts'

for (const [file, text] of Object.entries(await compileMails()))
  writeFileSync(new URL(`../packages/delivery/${file}`, import.meta.url), text)
