import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instant } from '#kernel/time'
import { htmlInScheme } from '#sandbox/inbox'
import {
  addressesIn,
  asDelivered,
  headerText,
  headerValue,
  readHeader,
  tagsIn,
} from '#sandbox/ses-message'

const raw = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))

it('reads folded and encoded fields, and finds the body after CRLF or LF', () => {
  const message = raw('Subject: =?UTF-8?Q?=C3=A9t=C3=A9?=\n suite\nX-A: 1\n\nbody: not a field')
  const { fields, bodyAt } = readHeader(message)
  expect(fields.map(({ name }) => name)).toEqual(['subject', 'x-a'])
  expect(headerText(fields, 'subject')).toBe('été suite')
  expect(message.subarray(bodyAt).toString()).toBe('body: not a field')
  const bare = readHeader(Buffer.from('A: 1\n\nrest\r\n\r\n'))
  expect(headerValue(bare.fields, 'a')).toBe('1')
  expect(bare.bodyAt).toBe(6)
})

it('takes bare addresses out of a list, whatever names hold', () => {
  expect(addressesIn('"Doe, Jane" <jane@example.org>, bob@example.org')).toEqual([
    'jane@example.org',
    'bob@example.org',
  ])
})

it('reads tags from the header', () => {
  expect(tagsIn('a=1, b=2;c = 3')).toEqual({ a: '1', b: '2', c: '3' })
  expect(tagsIn(undefined)).toEqual({})
})

it('changes nothing of a message but the fields that SES sets or takes', () => {
  const stamp = { id: 'abc', at: instant(Date.parse('2026-12-01T07:30:00Z')) }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      const head = raw('From: a@b.c\nBcc: x@y.z\nDate: no\nList-Id: <l>\n folded\n\n')
      const delivered = asDelivered(Buffer.concat([head, body]), stamp)
      const { fields, bodyAt } = readHeader(delivered)
      expect(fields.map(({ name }) => name)).toEqual(['date', 'message-id', 'from', 'list-id'])
      expect(headerValue(fields, 'list-id')).toBe('<l> folded')
      expect(delivered.subarray(bodyAt).equals(Buffer.from(body))).toBe(true)
    }),
  )
})

it('shows HTML in the scheme asked for and opens links outside the frame', () => {
  const html =
    '<html><head><style>@media (prefers-color-scheme: dark){p{color:red}}</style></head></html>'
  expect(htmlInScheme(html, 'dark')).toContain('@media (min-width:0){p')
  expect(htmlInScheme(html, 'light')).toContain('@media (max-width:0){p')
  expect(htmlInScheme(html, 'light')).toContain('<head><base target="_blank"')
})
