// The pictures of the books, over the six months that the sample's first start lives: the close of the
// month with what is left to settle, the payouts, deferred revenue, and an invoice as it is printed.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import type { RunningStack } from '../tests/support/command.ts'
import { signIn } from '../tests/support/walk.ts'
import { keep, openFrame, take } from './picture-frames.ts'

const run = promisify(execFile)

export async function takeFinance(
  browser: Browser,
  { stack, folder }: { stack: RunningStack; folder: string },
): Promise<void> {
  const { siteUrl } = stack
  const page = await openFrame(browser, 'desk')
  const books = `${siteUrl}/console/finance`
  await signIn({ page, siteUrl }, 'admin@en-contact.example')
  for (const [path, name] of [
    ['', 'close'],
    ['/payouts', 'payouts'],
    ['/deferred', 'deferred'],
  ]) {
    await page.goto(`${books}${path}`)
    await take(page, `${name}`)
  }
  await takeInvoice(page, { books, folder })
}

/** The first page of an invoice from the first month's journal, drawn by Poppler's `pdftoppm`. */
async function takeInvoice(
  page: Page,
  { books, folder }: { books: string; folder: string },
): Promise<void> {
  await page.goto(`${books}/journal?month=2026-06&journal=VE`)
  const entry = page.locator('main a[href*="/transactions/in_"]').last()
  const [id] = /in_\w+/.exec((await entry.getAttribute('href')) ?? '') ?? []
  await page.goto(`${books}/invoices/${id}`)
  const paper = page.locator('main a[href$=".pdf"]').first()
  const { href } = new URL((await paper.getAttribute('href')) ?? '', books)
  const answer = await page.request.get(href)
  if (!answer.ok()) throw new Error(`The invoice answered ${answer.status()}`)
  const [pdf, drawn] = [join(folder, 'invoice.pdf'), join(folder, 'invoice')]
  await writeFile(pdf, await answer.body())
  await run('pdftoppm', ['-png', '-r', '96', '-f', '1', '-singlefile', pdf, drawn])
  await keep('invoice', await readFile(`${drawn}.png`))
}
