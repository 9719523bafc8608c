// MJML to HTML, strictly: what is not valid throws, includes are off, nothing is fetched.

/** Follows the preheader, so that a mail program's preview shows it and not the text below. */
export const preheaderTail = '&#847;&zwnj;&nbsp;'.repeat(60)

/** @throws Error naming the first faults. */
export async function mjmlToHtml(mjml: string): Promise<string> {
  const { default: mjml2html } = await import('mjml')
  const { html, errors } = await mjml2html(mjml, {
    validationLevel: 'strict',
    ignoreIncludes: true,
    useMjmlConfigOptions: false,
    keepComments: false,
    fonts: {},
  })
  const fault = errors[0]
  if (fault) throw new Error(`Mail template: ${fault.formattedMessage ?? fault.message}`)
  return tighten(html)
}

/** Indentation is for people who read templates; a mail has none (there is no `pre` in ours). */
function tighten(html: string): string {
  return html
    .replace(/[ \t]*\n\s*/g, '\n')
    .replace(/<([a-z]+)\n/g, '<$1 ')
    .replace(/\n>/g, '>')
    .trim()
}
