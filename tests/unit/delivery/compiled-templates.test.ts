import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fillTemplate, includeParts } from '#delivery/template'
import { compileMails } from '../../../scripts/mail-templates.ts'

describe('the compiled mail templates', () => {
  it('are fresh (run `npm run mails:compile` after a change in emails/)', async () => {
    for (const [file, text] of Object.entries(await compileMails())) {
      const kept = new URL(`../../../packages/delivery/${file}`, import.meta.url)
      expect(readFileSync(kept, 'utf8') === text, file).toBe(true)
    }
  })
})

describe('a template', () => {
  it('escapes values, keeps our own HTML, and shows a part only when its value is not empty', () => {
    const template = '<b>{{a}}</b>{{{b}}}{{#c}}({{c}}){{/c}}'
    expect(fillTemplate(template, { a: '<&"\'[[', b: '<i>', c: '' })).toBe(
      '<b>&lt;&amp;&quot;&#39;&#91;&#91;</b><i>',
    )
    expect(fillTemplate(template, { a: '', b: '', c: 'x' })).toBe('<b></b>(x)')
  })

  it('never takes a value for a template', () => {
    expect(fillTemplate('{{a}}{{{b}}}', { a: '{{b}}', b: '{{{a}}}$&' })).toBe('{{b}}{{{a}}}$&')
  })

  it('throws for a value or a part that is missing', () => {
    expect(() => fillTemplate('{{constructor}}', {})).toThrow(/constructor/)
    expect(() => includeParts('{{>foot}}', {})).toThrow(/foot/)
  })
})
