// The feeds as programs read them: RFC 5545 for calendars, RSS 2.0 for letters, whatever was typed.
import { describe, expect, it } from 'vitest'
import { ArchiveEntry } from '#editorial/archive'
import { instant } from '#kernel/time'
import { calendarOf } from '#web/site/calendar-pages.tsx'
import { feedOf } from '#web/site/newsletter-pages.tsx'
import { anIssue } from '../../support/editorial.ts'
import { aView } from '../../support/view.ts'

const nasty = `Été & <b>hiver</b> ]]> ; virgule, \\ barre “œuf” 🎧 — ${'é🎧'.repeat(60)}`

describe('the calendar', () => {
  const issue = anIssue({ dossier: { ...anIssue().dossier, title: nasty, standfirst: nasty } })
  const ics = calendarOf(aView(), [issue, anIssue({ number: 132, coverDate: '2027-01-05' })])

  it('is made of lines of at most 75 octets, each ended by CRLF, no character cut', () => {
    expect(ics.endsWith('END:VCALENDAR\r\n')).toBe(true)
    expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    for (const line of ics.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toMatch(/\p{Cs}|\ufffd/u)
    }
  })

  it('keeps what was typed, escaped', () => {
    const escaped = nasty.replace(/[\\;,]/g, '\\$&')
    expect(ics.replaceAll('\r\n ', '')).toContain(`DESCRIPTION:${escaped}\r\n`)
  })

  it('does not make anybody busy on the day of an issue', () => {
    expect(ics.match(/BEGIN:VEVENT/g)).toHaveLength(2)
    expect(ics.match(/TRANSP:TRANSPARENT/g)).toHaveLength(2)
    expect(ics.match(/DTSTAMP:\d{8}T\d{6}Z/g)).toHaveLength(2)
    expect(ics.match(/UID:issue-\d+@en-contact\.example/g)).toHaveLength(2)
  })

  it('has a French name with French spaces', () => {
    expect(ics).toContain('X-WR-CALNAME:En-Contact\u202f: calendrier')
  })
})

describe('the letters’ feed', () => {
  const entry = (subject: string) =>
    ArchiveEntry.parse({
      slug: 'une-lettre',
      newsletterId: 'nl_01jf0000000000000000000000',
      version: 1,
      locale: 'fr',
      subject,
      preheader: '',
      excerpt: nasty,
      issueNumber: 131,
      companyIds: [],
      publishedAt: instant(new Date('2026-12-01T07:30:00Z')),
    })

  it('is whole XML with absolute links and dates, whatever was typed', () => {
    const rss = feedOf(aView(), [entry('A & B <i>c</i> ]]> fin')])
    expect(rss).toContain('<link>https://en-contact.example/newsletters/une-lettre</link>')
    expect(rss).toContain('>https://en-contact.example/newsletters/une-lettre</guid>')
    expect(rss).toContain('<pubDate>Tue, 01 Dec 2026 07:30:00 GMT</pubDate>')
    const outside = rss.replace(/<!\[CDATA\[.*?\]\]>/gs, '')
    expect(outside).not.toContain(']]>')
    expect(outside).not.toMatch(/<i>|<b>|&(?!amp;|lt;|gt;|quot;|apos;|#)/)
    expect(rss.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('holds no character that XML forbids', () => {
    const odd = { ...entry('Sujet'), excerpt: 'a\u0008b\u000bc\ud800d\uffffe' }
    expect(feedOf(aView(), [odd]).replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cs}|\uffff/u)
  })

  it('of a title with an ampersand in its name is whole too', () => {
    const view = aView()
    const publication = { ...view.publication, name: 'Tours & Détours <sic>' }
    const rss = feedOf({ ...view, publication }, [])
    expect(rss).toContain('Tours &amp; Détours &lt;sic&gt;')
  })
})
