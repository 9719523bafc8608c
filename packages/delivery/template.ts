// The small templating of our mails. A template is filled in one pass, so that nothing a value holds
// is ever taken for a template; a name without a value is a mistake and throws.
import { escapeHtml } from './fill-holes.ts'

/**
 * Fills `{{name}}` (escaped), `{{{name}}}` (HTML of our own) and `{{#name}}…{{/name}}` (kept when the
 * value is not empty).
 * @throws Error naming the value that is missing.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(
    pattern,
    (_, raw?: string, escaped?: string, condition?: string, inner?: string) => {
      if (raw !== undefined) return valueNamed(values, raw)
      if (escaped !== undefined) return escapeText(valueNamed(values, escaped))
      return valueNamed(values, condition as string) === ''
        ? ''
        : fillTemplate(inner as string, values)
    },
  )
}

const pattern = /\{\{\{(\w+)\}\}\}|\{\{(\w+)\}\}|\{\{#(\w+)\}\}([\s\S]*?)\{\{\/\3\}\}/g

function valueNamed(values: Readonly<Record<string, string>>, name: string): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value === undefined) throw new Error(`The template asks for ${name}, which has no value`)
  return value
}

/** Text made safe for HTML, and never taken for a hole. */
export function escapeText(text: string): string {
  return escapeHtml(text).replaceAll('[[', '&#91;&#91;')
}

/**
 * Puts parts in the place of `{{>part-name}}`, before anything is filled.
 * @throws Error naming the part that is missing.
 */
export function includeParts(template: string, parts: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{>([a-z-]+)\}\}/g, (_, name: string) => {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined
    if (part === undefined) throw new Error(`There is no mail part called ${name}`)
    return includeParts(part, parts)
  })
}
