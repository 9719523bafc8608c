import { describe, expect, it } from 'vitest'
import type { Block } from '#editorial/blocks'
import type { CompanyId } from '#kernel/ids'
import { BarChart, LineChart } from '#web/shared/chart.tsx'
import { ConsolePage } from '#web/shared/console-page.tsx'
import { Choices, ErrorSummary, Field, TextArea } from '#web/shared/form.tsx'
import { Day, Numero, Title } from '#web/shared/format.tsx'
import { Page } from '#web/shared/page.tsx'
import { Flash, Pager, Progress, Status } from '#web/shared/parts.tsx'
import { BlocksView } from '#web/site/blocks.tsx'
import { masked } from '#web/site/preferences.tsx'
import {
  sampleBlocks,
  sampleCompanies,
  sampleImage,
  sampleIssue,
} from '../../support/sample-newsletter.ts'
import { aView, htmlOf } from '../../support/view.ts'

const hostile = '<script>alert("1")</script>'

describe('form parts', () => {
  const form = {
    values: { email: hostile },
    errors: { email: { fr: 'Il manque le signe @.', en: 'The @ sign is missing.' } },
  }

  it('keep what was typed, escaped', async () => {
    const html = await htmlOf(<Field locale="fr" name="email" label="Adresse" form={form} />)
    expect(html).toContain('value="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"')
    const area = await htmlOf(<TextArea locale="fr" name="email" label="Adresse" form={form} />)
    expect(area).not.toContain('<script>')
  })

  it('tie the error and the hint to the field', async () => {
    const html = await htmlOf(
      <Field locale="fr" name="email" label="Adresse" hint="Une seule" form={form} />,
    )
    expect(html).toContain('aria-invalid="true"')
    expect(html).toContain('aria-describedby="f-email-hint f-email-error"')
    expect(html).toContain('id="f-email-error">Il manque le signe @.')
  })

  it('show the stored value until something was typed', async () => {
    const html = await htmlOf(
      <Field locale="fr" name="name" label="Nom" value="Alix" form={form} />,
    )
    expect(html).toContain('value="Alix"')
  })

  it('link the summary to the fields', async () => {
    const html = await htmlOf(<ErrorSummary form={form} locale="en" />)
    expect(html).toContain('<a href="#f-email">The @ sign is missing.</a>')
  })

  it('group choices under a legend', async () => {
    const html = await htmlOf(
      <Choices
        locale="fr"
        kind="checkbox"
        name="topics"
        label="Rubriques"
        chosen={['b']}
        options={[
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ]}
      />,
    )
    expect(html).toContain('<legend>Rubriques</legend>')
    expect(html).toMatch(/value="b" checked/)
    expect(html).not.toMatch(/value="a" checked/)
  })
})

describe('pages', () => {
  it('name their language, and where the other one is', async () => {
    const html = await htmlOf(
      <Page view={aView({ locale: 'en', path: '/calendar' })} title="Calendar" hasOtherLocale />,
    )
    expect(html).toContain('<html lang="en">')
    expect(html).toContain('hreflang="fr" href="https://en-contact.example/calendar"')
    expect(html).toContain('<a href="/calendar" hreflang="fr" lang="fr">Français</a>')
  })

  it('hold no inline style, script or handler', async () => {
    const pages = [
      <Page view={aView()} title={hostile} description={hostile} />,
      <ConsolePage view={aView()} title={hostile} personName="Marion" csrf="t" place="home" />,
    ]
    for (const page of pages) {
      const html = await htmlOf(page)
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
      expect(html).not.toContain(hostile)
    }
  })

  it('keep what is behind a token out of search engines and Referer headers', async () => {
    const html = await htmlOf(<Page view={aView()} title="Préférences" isPrivate />)
    expect(html).toContain('<meta name="robots" content="noindex, nofollow"/>')
    expect(html).toContain('<meta name="referrer" content="no-referrer"/>')
  })

  it('show places and search in the console only to who is signed in', async () => {
    const outside = await htmlOf(<ConsolePage view={aView()} title="Entrer" />)
    expect(outside).not.toContain('/console/readers')
    const inside = await htmlOf(
      <ConsolePage view={aView()} title="Lecteurs" place="readers" personName="Marion" csrf="t" />,
    )
    expect(inside).toContain('<a href="/console/readers" aria-current="page">')
    expect(inside).toContain('name="csrf" value="t"')
  })
})

describe('small parts', () => {
  it('say a state in a word', async () => {
    expect(await htmlOf(<Status tone="good">envoyée</Status>)).toContain('>envoyée</span>')
  })

  it('raise the o of a number and the er of a first', async () => {
    expect(await htmlOf(<Numero n={131} />)).toContain('N<sup>o</sup>\u00a0131')
    expect(await htmlOf(<Day date="2026-12-01" locale="fr" />)).toContain('1<sup>er</sup> décembre')
    expect(await htmlOf(<Day date="2026-12-21" locale="fr" />)).toContain('21 décembre 2026')
  })

  it('keep short compounds of a title together, and lose nothing of it', async () => {
    const html = await htmlOf(<Title text="Patienter, est-ce déjà partir ? A-t-elle <b>" />)
    expect(html).toContain('<span class="unbroken">est-ce</span>')
    expect(html.replace(/<[^>]+>/g, '')).toBe('Patienter, est-ce déjà partir ? A-t-elle &lt;b&gt;')
  })

  it('announce what went wrong at once, and what went well politely', async () => {
    const sentence = { fr: 'Fait.', en: 'Done.' }
    expect(await htmlOf(<Flash message={{ tone: 'bad', sentence }} locale="fr" />)).toContain(
      'role="alert"',
    )
    expect(await htmlOf(<Flash message={{ tone: 'good', sentence }} locale="fr" />)).toContain(
      'role="status"',
    )
  })

  it('count what is done and say what is left', async () => {
    const html = await htmlOf(
      <Progress label="Envoi" done={1200} of={4000} left="3 minutes" locale="fr" />,
    )
    expect(html).toContain('1\u202f200')
    expect(html).toContain('max="4000"')
    expect(html).toContain('3 minutes')
  })

  it('show no pager for a single page', async () => {
    expect(await htmlOf(<Pager locale="fr" />)).toBe('')
  })

  it('mask an address but for its first letter and its domain', () => {
    expect(masked('anna.martin@example.org')).toBe('a•••@example.org')
  })
})

describe('charts', () => {
  const points = [
    { label: 'lundi', value: 4 },
    { label: 'mardi', value: 12 },
    { label: 'mercredi', value: 7 },
  ]

  it.each([
    ['line', LineChart],
    ['bar', BarChart],
  ])('have the same numbers in a table behind the %s', async (_, Chart) => {
    const html = await htmlOf(
      <Chart
        title="Le mardi l’emporte"
        heads={['Jour', 'Ouvertures']}
        points={points}
        locale="fr"
      />,
    )
    expect(html).toContain('aria-label="Le mardi l’emporte"')
    for (const point of points)
      expect(html).toContain(
        `<th scope="row">${point.label}</th><td class="number">${point.value}</td>`,
      )
  })
})

describe('the blocks of a letter', () => {
  const matter = {
    view: aView({ locale: 'en' }),
    language: 'fr' as const,
    issues: [sampleIssue],
    companies: sampleCompanies,
    images: [sampleImage],
  }

  it('are all shown', async () => {
    const html = await htmlOf(<BlocksView {...matter} blocks={sampleBlocks} />)
    expect(html).toContain('<blockquote>«\u202fOn reconnaît une maison')
    expect(html).toContain('<figcaption>Odile Vernay')
    expect(html).toContain('src="/media/images/im_plateau"')
    expect(html).toContain('width="1200" height="720"')
    expect(html).toContain('Halcyon Outsourcing')
    expect(html).toContain('Qui répondra encore au téléphone')
  })

  it('keep the language of the page in their own links', async () => {
    const html = await htmlOf(<BlocksView {...matter} blocks={sampleBlocks} />)
    expect(html).toContain('href="/en/calendar"')
    expect(html).not.toContain('href="/calendar"')
  })

  it('escape what was written', async () => {
    const blocks: Block[] = [
      { id: 'a', type: 'heading', text: hostile },
      { id: 'b', type: 'paragraph', spans: [{ text: hostile, bold: true }] },
      { id: 'c', type: 'epigraph', quote: hostile, attribution: hostile },
      { id: 'd', type: 'list', ordered: true, items: [[{ text: hostile }]] },
      { id: 'e', type: 'button', label: hostile, href: 'https://example.org/?a="b' },
    ]
    expect(await htmlOf(<BlocksView {...matter} blocks={blocks} />)).not.toContain('<script')
  })

  it('leave out what they refer to and nobody knows', async () => {
    const blocks: Block[] = [
      { id: 'a', type: 'issueCard', issueNumber: 999 },
      { id: 'b', type: 'companies', companyIds: ['co_nobody' as CompanyId] },
    ]
    expect(await htmlOf(<BlocksView {...matter} blocks={blocks} />)).toBe('')
  })

  it('give a call to the calendar a link when its text has none', async () => {
    const blocks: Block[] = [{ id: 'a', type: 'calendarLink', spans: [{ text: 'Voyez.' }] }]
    const html = await htmlOf(<BlocksView {...matter} blocks={blocks} />)
    expect(html).toContain('<a class="button" href="/en/calendar">')
  })
})
