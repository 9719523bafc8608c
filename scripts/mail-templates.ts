// Makes two TypeScript files of the mail templates in emails/, so that no function reads a template
// from disk and none that sends holds MJML.
import { readdirSync, readFileSync } from 'node:fs'
import { colourNames } from '#delivery/mail-colours'
import { mjmlToHtml, preheaderTail } from '#delivery/render-mjml'
import { fillTemplate, includeParts } from '#delivery/template'

const emails = new URL('../emails/', import.meta.url)

const notices = [
  'confirmation',
  'welcome',
  'already-reader',
  'staff-sign-in',
  'data-export',
  'erasure',
  'order-confirmed',
  'note',
]
const blockParts = [
  'section',
  'kicker',
  'title',
  'standfirst',
  'epigraph',
  'heading',
  'paragraph',
  'list',
  'companies',
  'dossier-card',
  'issue-card',
  'image',
  'button',
  'divider',
  'calendar-link',
  'closing',
]

/** The generated files, by name. */
export async function compileMails(): Promise<Record<string, string>> {
  const parts = readParts()
  const compiled: string[][] = []
  for (const name of notices) {
    const template = includeParts(read(`${name}.mjml`), parts)
    compiled.push((await compileNotice(template)).split('\n'))
  }
  const head = sharedLines(compiled)
  const foot = sharedLines(compiled.map((lines) => lines.slice(head).reverse()))
  const first = compiled[0] ?? []
  const middles = notices.map((name, at) => {
    const middle = (compiled[at] ?? []).slice(head, -foot).join('\n')
    return `  ${keyOf(name)}: \`${slot('head')}${literal(middle).slice(1, -1)}${slot('foot')}\`,\n`
  })
  const newsletter = ['head', 'masthead', 'foot', ...blockParts]
  return {
    'compiled-templates.ts': [
      '// Generated from emails/ by scripts/compile-mails.ts: do not edit.',
      '',
      '// What all of them begin and end with.',
      `const head = ${literal(`${first.slice(0, head).join('\n')}\n`)}`,
      `const foot = ${literal(`\n${first.slice(-foot).join('\n')}`)}`,
      '',
      '/** Transactional mails as HTML; colours, words and links are filled in when one is sent. */',
      `export const compiledTemplates = {\n${middles.join('')}} as const`,
      '',
    ].join('\n'),
    'newsletter-templates.ts': [
      '// Generated from emails/ by scripts/compile-mails.ts: do not edit.',
      '',
      '/** MJML of the newsletter around its blocks. */',
      `export const newsletterTemplate = ${literal(read('newsletter.mjml'))}`,
      '',
      '/** MJML of the parts a newsletter is made of. */',
      `export const newsletterParts = {\n${newsletter.map((name) => entry(name, parts[name] ?? '')).join('')}} as const`,
      '',
    ].join('\n'),
  }
}

/**
 * MJML checks that colours are colours, so that each goes through as a marked one and is turned
 * back into its name; every other value stays as its own placeholder.
 */
async function compileNotice(template: string): Promise<string> {
  const marks = colourNames.map((name, at) => [name, `#f0f0${(0x10 + at).toString(16)}`] as const)
  const names = [...template.matchAll(/\{\{\{?(\w+)\}/g)].map((match) => match[1] as string)
  const kept = Object.fromEntries(names.map((name) => [name, `{{${name}}}`]))
  const raw = new Set([...template.matchAll(/\{\{\{(\w+)\}\}\}/g)].map((match) => match[1]))
  for (const name of raw) kept[name as string] = `{{{${name}}}}`
  // Of a newsletter alone: in no notice.
  const never = { online: '', archiveUrl: '' }
  const mjml = fillTemplate(withHeldConditions(template, never), {
    ...kept,
    ...Object.fromEntries(marks),
    preheaderTail,
    ...never,
  })
  const html = (await mjmlToHtml(mjml)).replace(/@@([#/]\w+)@@/g, '{{$1}}')
  return marks.reduce((text, [name, mark]) => text.replaceAll(mark, `{{${name}}}`), html)
}

/** `{{#name}}` and `{{/name}}` are for whoever sends the mail, unless the name is one of `never`. */
function withHeldConditions(template: string, never: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{([#/])(\w+)\}\}/g, (all, mark: string, name: string) =>
    Object.hasOwn(never, name) ? all : `@@${mark}${name}@@`,
  )
}

function readParts(): Record<string, string> {
  const files = readdirSync(new URL('parts/', emails)).filter((file) => file.endsWith('.mjml'))
  return Object.fromEntries(
    files.sort().map((file) => [file.slice(0, -'.mjml'.length), read(`parts/${file}`)]),
  )
}

function read(path: string): string {
  return readFileSync(new URL(path, emails), 'utf8').trimEnd()
}

function entry(name: string, text: string): string {
  return `  ${keyOf(name)}: ${literal(text)},\n`
}

function keyOf(name: string): string {
  return /-/.test(name) ? `'${name}'` : name
}

/** A place in a generated template literal. */
function slot(name: string): string {
  return `$\{${name}}`
}

/** How many lines all of them begin with. */
function sharedLines(texts: readonly (readonly string[])[]): number {
  const first = texts[0] ?? []
  const different = first.findIndex((line, at) => texts.some((lines) => lines[at] !== line))
  return different < 0 ? first.length : different
}

function literal(text: string): string {
  return `\`${text.replace(/\\/g, '\\\\').replace(/`/g, '\\`').replace(/\$\{/g, '\\${')}\``
}
