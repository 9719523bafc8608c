import { describe, expect, it } from 'vitest'
import { holesFor } from '#delivery/recipients'
import type { ReaderId } from '#kernel/ids'
import { signingKeys } from '../../support/readers.ts'

const siteUrl = 'https://en-contact.example'
const context = {
  mailing: { locale: 'fr', archiveSlug: 'la-lettre' },
  signingKeys,
  siteUrl,
} as const
const id = 'r1_anna' as ReaderId

describe('a reader’s own links', () => {
  it('lead to pages in the reader’s language, the letter itself to its own', () => {
    const holes = holesFor({ id, locale: 'en' }, context)
    expect(holes.unsubscribeUrl).toContain(`${siteUrl}/en/unsubscribe/`)
    expect(holes.preferencesUrl).toContain(`${siteUrl}/en/preferences/`)
    expect(holes.archiveUrl).toBe(`${siteUrl}/newsletters/la-lettre`)
  })

  it('follow the letter’s language where there is no reader, as in a test mail', () => {
    expect(holesFor({ id }, context).unsubscribeUrl).toContain(`${siteUrl}/unsubscribe/`)
  })
})
