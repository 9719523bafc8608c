// A rendition as a page to look at: holes filled with nothing, one scheme, no script, links in a new
// window. Only our own pages may frame it.
import type { Context } from 'hono'
import { escapeHtml, fillHoles } from '#delivery/fill-holes'
import type { Rendition } from '#delivery/rendition'

export type ProofOptions = { scheme: 'light' | 'dark'; siteUrl: string }

/** The links of a proof lead nowhere: it has no reader. */
const noReader = {
  unsubscribeUrl: '#',
  preferencesUrl: '#',
  archiveUrl: '#',
  trackingPixel: '',
}

/** The mail's HTML in the scheme asked for, whatever the device prefers. */
export function proofHtml(rendition: Rendition, options: ProofOptions): string {
  const { html } = fillHoles(rendition, noReader)
  const dark = options.scheme === 'dark'
  return html
    .replace(/\(\s*prefers-color-scheme:\s*dark\s*\)/gi, dark ? 'all' : 'not all')
    .replace(/@media\s+all\s+and\s+all/gi, '@media all')
    .replace(
      /(<meta\s+name="(?:color-scheme|supported-color-schemes)"\s+content=")[^"]*"/gi,
      `$1${options.scheme}"`,
    )
    .replace(/<head([^>]*)>/i, '<head$1><base target="_blank">')
}

/** The plain-text part, as a mail program that shows no HTML sets it. */
export function textProof(rendition: Rendition, options: ProofOptions): string {
  const { text } = fillHoles(rendition, noReader)
  const [ink, paper] = options.scheme === 'dark' ? ['#e8e4dc', '#161412'] : ['#1b1814', '#ffffff']
  return `<!doctype html><html lang="${rendition.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(rendition.subject)}</title><style>body{margin:0;padding:24px;color:${ink};background:${paper}}pre{font:14px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere;max-width:76ch;margin:0 auto}</style></head><body><pre>${escapeHtml(text)}</pre></body></html>`
}

/** Headers of a proof: its own inline styles are allowed, scripts and forms are not. */
export function proofSecurity(c: Context, siteUrl: string): void {
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "style-src 'unsafe-inline'",
    `img-src 'self' data: ${siteUrl}`,
    'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  ]
  c.header('content-security-policy', policy.join('; '))
  c.header('x-frame-options', 'SAMEORIGIN')
}
