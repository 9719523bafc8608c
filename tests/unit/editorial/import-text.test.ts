// Importing: nothing is lost, nothing unsafe comes in, nothing hangs.
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, Blocks, blockText, type Span, spansText } from '#editorial/blocks'
import { bareQuotation } from '#editorial/import/quotation'
import { spaceSpans } from '#editorial/import/space-draft'
import { type ImportFormat, type ImportInput, importText } from '#editorial/import-text'
import { VisibleError } from '#kernel/errors'
import type { CompanyId } from '#kernel/ids'
import { frenchSpaces } from '#kernel/typography'
import { sampleCompanies } from '#sandbox/sample/companies'

function imported(text: string, more: Partial<ImportInput> = {}) {
  let made = 0
  const makeBlockId = () => {
    made += 1
    return `bk_${made}`
  }
  return importText({ text, format: 'text', locale: 'fr', companies: [], makeBlockId, ...more })
}

const types = (text: string, more: Partial<ImportInput> = {}) =>
  imported(text, more).blocks.map(({ type }) => type)
const textOf = (blocks: readonly Block[]) => blocks.map(blockText).join('\n')
/** What must not be lost: everything but white space and control characters. */
const inked = (text: string) => text.replace(/[\s\p{Cc}]+/gu, '')

function spansOf(blocks: readonly Block[]): Span[] {
  return blocks.flatMap((block) => {
    if ('spans' in block) return block.spans
    return block.type === 'list' ? block.items.flat() : []
  })
}

const sample = readFileSync('packages/sandbox/sample/newsletter-131.txt', 'utf8')
const sampleLines = sample.trim().split('\n')
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Sentences, sources and signs as they come in newsletters, and some that don't. */
const piece = fc.oneof(
  fc.constantFrom(
    'Le titre',
    'TITRE EN CAPITALES',
    '« Tout est dit. »',
    '"Tout est dit"',
    '“All is said” — Jean de La Bruyère, Les Caractères, 1688',
    '— Victor Hugo, Les Misérables (1862)',
    'Victor Hugo, Les Misérables : « Rien. »',
    '(Voltaire, Candide)',
    '- un',
    '• deux',
    '1. premier',
    '2. second',
    '***',
    '',
    '   ',
    'Bonjour,',
    'Le calendrier est ici.',
    'Voir https://exemple.example/a?b=c ; écrire à nous@exemple.example !',
    'Lettre n° 12 — mars 2027',
    `${'Une phrase de plus, qui ne dit rien. '.repeat(6)}Fin.`,
    `« ${'Un long mot '.repeat(20)}`,
  ),
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const documents = fc
  .array(piece, { minLength: 1, maxLength: 16 })
  .map((pieces) => pieces.join('\n'))
  .filter((text) => inked(text) !== '')

describe('an imported text', () => {
  it('loses no character, whatever it is', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom<'fr' | 'en'>('fr', 'en'), (text, locale) => {
        expect(inked(textOf(imported(text, { locale }).blocks))).toBe(inked(text))
      }),
      { numRuns: 1_500, seed: 131 },
    )
  })

  it('gives blocks that can be stored, each with its own id', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom<ImportFormat>('text', 'markdown'), (text, format) => {
        const { blocks } = attempt(text, format)
        expect(Blocks.safeParse(blocks).error).toBeUndefined()
        expect(new Set(blocks.map(({ id }) => id)).size).toBe(blocks.length)
      }),
      { numRuns: 600, seed: 131 },
    )
  })

  it('has one title, one epigraph, one standfirst and one call to the calendar at most', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const found = types(text)
        for (const type of ['title', 'epigraph', 'standfirst', 'calendarLink'] as const) {
          expect(found.filter((each) => each === type).length).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 600, seed: 131 },
    )
  })

  it('keeps long paragraphs whole, over several spans and blocks', () => {
    const text = `Titre\n${'é😀 '.repeat(150_000).slice(0, 300_000)}`
    const { blocks } = imported(text)
    expect(Blocks.safeParse(blocks).success).toBe(true)
    expect(inked(textOf(blocks))).toBe(inked(text))
    expect(spansOf(blocks).every((span) => Buffer.from(span.text).toString() === span.text)).toBe(
      true,
    )
  })
})

/** Markdown may hold nothing to see: then there is nothing to import. */
function attempt(text: string, format: ImportFormat) {
  try {
    return imported(text, { format })
  } catch (error) {
    expect(error).toBeInstanceOf(VisibleError)
    return { blocks: [] }
  }
}

describe('the sample newsletter', () => {
  const expected = types(sample)
  const shapes: [string, string, ImportFormat][] = [
    ['with blank lines', sampleLines.join('\n\n'), 'text'],
    ['with three blank lines and spaces', sampleLines.join('  \n \n\n\n   '), 'text'],
    ['from Windows', sampleLines.join('\r\n'), 'text'],
    ['from an old Mac', sampleLines.join('\r'), 'text'],
    ['with a byte order mark', `\ufeff${sample}`, 'text'],
    [
      'with no-break spaces at its ends',
      sampleLines.map((line) => `\u00a0${line}\u00a0`).join('\n'),
      'text',
    ],
    ['as Markdown', sampleLines.join('\n\n'), 'markdown'],
    ['as Markdown with a heading', `# ${sampleLines.join('\n\n')}`, 'markdown'],
    [
      'as paragraphs of HTML',
      sampleLines.map((line) => `<p>${escaped(line)}</p>`).join('\n'),
      'html',
    ],
    ['as lines of Outlook', `<div>${sampleLines.map(escaped).join('<br><br>')}</div>`, 'html'],
    ['as single line breaks', `<div>${sampleLines.map(escaped).join('<br>')}</div>`, 'html'],
    [
      'as cells of a table',
      `<table>${sampleLines.map((line) => `<tr><td>${escaped(line)}</td></tr>`).join('')}</table>`,
      'html',
    ],
    ['with its source on its own line', sample.replace('" . Blaise', '"\nBlaise'), 'text'],
    [
      'with French marks',
      sample.replace('"Nous', '« Nous').replace('vivre" .', 'vivre ».'),
      'text',
    ],
    ['with curly marks', sample.replace('"Nous', '“Nous').replace('vivre" .', 'vivre”.'), 'text'],
  ]

  it.each(shapes)('is the same %s', (_, text, format) => {
    expect(types(text, { format })).toEqual(expected)
    const epigraph = imported(text, { format }).blocks.find((block) => block.type === 'epigraph')
    expect(epigraph).toMatchObject({ author: 'Blaise Pascal', work: 'Pensées', year: 1670 })
  })

  it('names its companies, by former names too', () => {
    const companies = sampleCompanies.map(({ slug, name, aliases }) => ({
      id: `co_${slug}` as CompanyId,
      name,
      aliases,
    }))
    const { mentions } = imported(sample, { companies })
    expect(mentions.map((id) => id.slice(3))).toEqual([
      'trois-rivages',
      'banque-solstice',
      'brumaire-contact',
      'cadran-bleu',
      'nuee-robotique',
      'energie-tramontane',
      'palombe-voyages',
      'meridienne-services',
      'ponant-relation-client',
    ])
  })

  it('gets French spaces in French, none in English', () => {
    const spaced = textOf(imported('Titre court\n\nQui ? Lui: « oui ».').blocks)
    expect(spaced).toContain('Qui\u202f? Lui\u202f: «\u202foui\u202f».')
    const english = textOf(imported('Short title\n\nWho? Him: “yes”.', { locale: 'en' }).blocks)
    expect(english).toContain('Who? Him: “yes”.')
  })

  it('shows its quotation without the marks it came with', () => {
    expect(bareQuotation('"Tout est dit" .')).toBe('Tout est dit')
    expect(bareQuotation('«\u202fTout est dit.\u202f»')).toBe('Tout est dit.')
    expect(bareQuotation('“All is ‘said’”,')).toBe('All is ‘said’')
    expect(bareQuotation('Tout est dit.')).toBe('Tout est dit.')
    expect(bareQuotation('« Oui » et « non »')).toBe('« Oui » et « non »')
  })
})

describe('the place of a unit decides', () => {
  const body = (count: number) =>
    Array.from(
      { length: count },
      (_, at) => `Voici le paragraphe ${at}. ${'Il parle de tout et de rien. '.repeat(6)}`,
    )
  const head = [
    'Un titre court',
    'Un chapô qui dit en une phrase de quoi il sera question plus bas.',
  ]
  const quotation = '« On n’entend plus rien. » Claire Morvan, Carnets du plateau, 2020'

  it('for a quotation with its source: at the head or the end, not inside the article', () => {
    const at = (lines: string[]) => types(lines.join('\n')).indexOf('epigraph')
    expect(at([head[0] ?? '', quotation, ...body(6)])).toBe(1)
    expect(at([...head, ...body(6), quotation])).toBe(8)
    expect(at([...head, ...body(3), quotation, ...body(6)])).toBe(-1)
  })

  it('for the call to the calendar: the last of two', () => {
    const calls = ['Le calendrier se lit ici.', 'Notre agenda se consulte ici.']
    const found = types([...head, ...body(2), calls[0], ...body(2), calls[1]].join('\n'))
    expect(found.lastIndexOf('calendarLink')).toBe(7)
    expect(found.indexOf('calendarLink')).toBe(7)
  })

  it('for a short line: a heading before text, a closing at the end', () => {
    const found = types([...head, ...body(1), 'Le constat', ...body(2), 'La rédaction'].join('\n'))
    expect(found).toEqual([
      'title',
      'standfirst',
      'paragraph',
      'heading',
      'paragraph',
      'paragraph',
      'closing',
    ])
  })
})

describe('links', () => {
  const links = (text: string, format: ImportFormat) =>
    spansOf(imported(text, { format }).blocks)
      .filter(({ href }) => href)
      .map(({ text: shown, href }) => [shown, href])

  it('are kept as typed, and French spaces stay out of them', () => {
    const address = 'https://exemple.example/a?b=c;d:e!f'
    expect(links(`Voir ${address} ; écrire à nous@exemple.example.`, 'text')).toEqual([
      [address, address],
      ['nous@exemple.example', 'mailto:nous@exemple.example'],
    ])
    expect(links(`Voir [ceci](${address}) ?`, 'markdown')).toEqual([['ceci', address]])
    expect(links(`<p>Voir <a href="${address}">ceci</a> ?</p>`, 'html')).toEqual([
      ['ceci', address],
    ])
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//exemple.example/x',
    '&#106;avascript:alert(1)',
  ])('are dropped when unsafe, their text kept: %s', (href) => {
    const { blocks, warnings } = imported(`<p>Un <a href="${href}">lien</a> de trop</p>`, {
      format: 'html',
    })
    expect(spansOf(blocks).some((span) => span.href !== undefined)).toBe(false)
    expect(textOf(blocks)).toContain('Un lien de trop')
    expect(warnings.map(({ code }) => code)).toContain('link-dropped')
  })

  it('are freed from the redirects of mail programs', () => {
    const html =
      '<p><a href="https://www.google.com/url?q=https://a.example/x%3Fy&sa=D">un</a>, <a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fb.example%2F&data=1">deux</a></p>'
    expect(links(html, 'html')).toEqual([
      ['un', 'https://a.example/x?y'],
      ['deux', 'https://b.example/'],
    ])
  })
})

describe('Markdown and HTML', () => {
  it('give their visible text alone', () => {
    const html =
      '<p>Vu</p><script>non()</script><style>p{}</style><!-- non --><p hidden>non</p><p style="display:none">non</p><noscript>non</noscript><img src="x" alt="non"><iframe src="x">non</iframe><p>aussi &eacute;</p>'
    const { blocks, warnings } = imported(html, { format: 'html' })
    expect(inked(textOf(blocks))).toBe('Vuaussié')
    expect(warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['image-dropped', 'script-dropped', 'hidden-text-dropped']),
    )
    const markdown =
      'Vu ![non](x.png) <script>non()</script> aussi &eacute; `code *vu*` \\*vu\\*\n\n<!-- non -->'
    expect(inked(textOf(imported(markdown, { format: 'markdown' }).blocks))).toBe(
      'Vuaussiécode*vu**vu*',
    )
  })

  it('lose none of it, whatever they wrap it in', () => {
    const word = fc.constantFrom('mot', 'Été', 'l’an', '12', 'fin.', 'où ?')
    const inline = fc.constantFrom<[string, string]>(
      ['', ''],
      ['<b>', '</b>'],
      ['<i>', '</i>'],
      ['<span style="font-weight:700">', '</span>'],
      ['<a href="/calendar">', '</a>'],
      ['<o:p>', '</o:p>'],
      ['<font color=red>', '</font>'],
      ['<b>', ''],
    )
    const outer = fc.constantFrom<[string, string]>(
      ['<p>', '</p>'],
      ['<p class=MsoNormal>', ''],
      ['<div>', '</div>'],
      ['<h2>', '</h2>'],
      ['<ul><li>', '</li></ul>'],
      ['<blockquote><p>', '</p></blockquote>'],
      ['<table><tr><td>', '</td></tr></table>'],
      ['', '<br>'],
    )
    const part = fc.tuple(outer, fc.array(fc.tuple(inline, word), { minLength: 1, maxLength: 8 }))
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const html = parts
          .map(
            ([[open, close], words]) =>
              `${open}${words.map(([[a, b], text]) => a + text + b).join(' ')}${close}`,
          )
          .join('\n')
        const visible = parts.map(([, words]) => words.map(([, text]) => text).join(' ')).join(' ')
        expect(inked(textOf(imported(html, { format: 'html' }).blocks))).toBe(inked(visible))
      }),
      { numRuns: 500, seed: 131 },
    )
  })

  it('keep bold, italic and the words’ order across spans', () => {
    const spans = [
      { text: 'a ' },
      { text: 'b', bold: true },
      { text: ' ' },
      { text: 'c', italic: true },
    ]
    const html = '<h1>Titre</h1><p>a <b>b</b> <i>c</i></p>'
    expect(imported(html, { format: 'html' }).blocks[1]).toMatchObject({ spans })
    expect(imported('# Titre\n\na **b** *c*', { format: 'markdown' }).blocks[1]).toMatchObject({
      spans,
    })
  })

  it('get the same French spaces however their text is cut into spans', () => {
    const part = fc.stringMatching(/^[ab«»?!;: \u00a0\u202f]{1,6}$/)
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const spans = parts.map((text, at): Span => (at % 2 ? { text, bold: true } : { text }))
        expect(spansText(spaceSpans(spans))).toBe(frenchSpaces(parts.join('')))
      }),
      { numRuns: 2_000, seed: 131 },
    )
  })

  it('put a French space between two spans into the first of them', () => {
    const { blocks } = imported(
      '<h1>Titre</h1><p><b>Qui</b> <a href="/calendar">? lui</a> et <i>elle</i>? « <b>x</b> »</p>',
      {
        format: 'html',
      },
    )
    expect(textOf(blocks)).toBe('Titre\nQui\u202f? lui et elle\u202f? «\u202fx\u202f»')
    expect(spansOf(blocks).find(({ href }) => href)?.text).toBe('? lui')
  })
})

describe('an import is refused', () => {
  const refusal = (text: string, format: ImportFormat = 'text') => {
    try {
      imported(text, { format })
    } catch (error) {
      if (error instanceof VisibleError) return error.code
      throw error
    }
    return 'accepted'
  }

  it('over one million bytes, not at one million', () => {
    expect(refusal('é'.repeat(500_000))).toBe('accepted')
    expect(refusal(`${'é'.repeat(500_000)}a`)).toBe('too-large')
    expect(refusal('a'.repeat(2_000_000), 'html')).toBe('too-large')
  })

  it('over two hundred blocks, and when it holds nothing', () => {
    expect(refusal('Une ligne.\n'.repeat(200))).toBe('accepted')
    expect(refusal('Une ligne.\n'.repeat(201))).toBe('too-large')
    expect(refusal(' \n\u00a0\n\u0000')).toBe('invalid')
    expect(refusal('<script>x</script>', 'html')).toBe('invalid')
    expect(refusal('<!-- x -->', 'markdown')).toBe('invalid')
  })

  it('when its HTML is nested absurdly deep', () => {
    expect(refusal(`${'<div>'.repeat(200)}x`, 'html')).toBe('accepted')
    expect(refusal(`${'<div>'.repeat(100_000)}x`, 'html')).toBe('invalid')
  })
})

describe('hostile input', () => {
  const signs = [
    '<b></i>',
    '<',
    '&',
    '<!--',
    '[',
    '[a](',
    '> ',
    '- ',
    '*a **b ',
    '_a ',
    '`a',
    '~~a',
    '"',
    '« a\n',
    '<p a="',
    'A, ',
    '1. ',
    '|a|b\n|-|-\n',
    'a: ',
    ' — ',
    'a@a.',
    'ici ',
  ]
  it.each(signs)('of %j comes to an end in every format', (sign) => {
    const text = sign.repeat(Math.floor(100_000 / sign.length))
    for (const format of ['text', 'markdown', 'html'] as const) {
      expect(() => attempt(text, format)).not.toThrow()
    }
  })
})
