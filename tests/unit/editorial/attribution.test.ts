// Sources of quotations in the shapes that writers give them.
import { describe, expect, it } from 'vitest'
import { readAttribution } from '#editorial/import/attribution'
import { nameScore } from '#editorial/import/person-name'

type Source = { author?: string; work?: string; year?: number; publisher?: string }

const hugo = { author: 'Victor Hugo', work: 'Les Misérables', year: 1862 }
const sources: [string, Source][] = [
  ['Victor Hugo, Les Misérables, 1862', hugo],
  ['Victor Hugo. Les Misérables. 1862.', hugo],
  ['— Victor Hugo, « Les Misérables » (1862)', hugo],
  ['(Victor Hugo, Les Misérables, 1862)', hugo],
  ['Les Misérables, Victor Hugo, 1862', hugo],
  ['1862, Victor Hugo, Les Misérables', hugo],
  ['Victor Hugo dans Les Misérables (1862)', hugo],
  ['Victor Hugo, in Les Misérables, 1862', hugo],
  ['Comme l’écrivait Victor Hugo dans Les Misérables, en 1862 :', hugo],
  ['extrait des Misérables', {}],
  ['Les Misérables de Victor Hugo, 1862', hugo],
  ['Extrait des Contemplations de Victor Hugo', { author: 'Victor Hugo', work: 'Contemplations' }],
  [
    '(in Les Caractères, de La Bruyère, aux éditions Michallet, 1688)',
    { author: 'La Bruyère', work: 'Les Caractères', year: 1688, publisher: 'éditions Michallet' },
  ],
  [
    'Jane Austen, Pride and Prejudice, first published by T. Egerton, London, 1813',
    { author: 'Jane Austen', work: 'Pride and Prejudice', year: 1813, publisher: 'T. Egerton' },
  ],
  ['– Victor Hugo – Les Misérables – 1862', hugo],
  ['Victor Hugo ; Les Misérables ; 1862', hugo],
  ['VICTOR HUGO, Les Misérables, 1862', { ...hugo, author: 'VICTOR HUGO' }],
  ['Victor Hugo', { author: 'Victor Hugo' }],
  ['Victor Hugo, 1862', { author: 'Victor Hugo', year: 1862 }],
  [
    'Honoré de Balzac, Illusions perdues',
    { author: 'Honoré de Balzac', work: 'Illusions perdues' },
  ],
  [
    'Michel Levasseur, Le Temps des files, 1994. Maurice Nadot, éditeur.',
    {
      author: 'Michel Levasseur',
      work: 'Le Temps des files',
      year: 1994,
      publisher: 'Maurice Nadot',
    },
  ],
  [
    'Michel Levasseur, Le Temps des files, éditeur : Maurice Nadot, 1994',
    {
      author: 'Michel Levasseur',
      work: 'Le Temps des files',
      year: 1994,
      publisher: 'Maurice Nadot',
    },
  ],
  [
    'Éditions du Quai, 2003. Anne Lestrade, La Sonnerie',
    { author: 'Anne Lestrade', work: 'La Sonnerie', year: 2003, publisher: 'Éditions du Quai' },
  ],
  [
    'Émile Zola, Germinal (Paris, Charpentier, 1885)',
    { author: 'Émile Zola', work: 'Germinal', year: 1885, publisher: 'Charpentier' },
  ],
  [
    'Jane Austen, Pride and Prejudice, London: T. Egerton, 1813',
    { author: 'Jane Austen', work: 'Pride and Prejudice', year: 1813, publisher: 'T. Egerton' },
  ],
  [
    'Pride and Prejudice, by Jane Austen (1813)',
    { author: 'Jane Austen', work: 'Pride and Prejudice', year: 1813 },
  ],
  [
    'Joris-Karl Huysmans, À rebours, 1884, G. Charpentier et Cie',
    {
      author: 'Joris-Karl Huysmans',
      work: 'À rebours',
      year: 1884,
      publisher: 'G. Charpentier et Cie',
    },
  ],
  [
    'J.-K. Huysmans, À rebours, chap. IV',
    { author: 'J.-K. Huysmans', work: 'À rebours, chap. IV' },
  ],
  [
    'E. M. Forster, Howards End, Edward Arnold, 1910',
    { author: 'E. M. Forster', work: 'Howards End', year: 1910, publisher: 'Edward Arnold' },
  ],
  ['La Rochefoucauld, Maximes, 1665', { author: 'La Rochefoucauld', work: 'Maximes', year: 1665 }],
  ['Le Rouge et le Noir, Stendhal', { author: 'Stendhal', work: 'Le Rouge et le Noir' }],
  ['Madame de Sévigné, lettre du 24 avril 1671', { author: 'Madame de Sévigné', year: 1671 }],
  [
    'George Orwin, 1984, Secker & Fils, 1949',
    { author: 'George Orwin', work: '1984', year: 1949, publisher: 'Secker & Fils' },
  ],
  [
    'Charles Dickens, A Tale of Two Cities (Chapman and Hall, 1859)',
    {
      author: 'Charles Dickens',
      work: 'A Tale of Two Cities',
      year: 1859,
      publisher: 'Chapman and Hall',
    },
  ],
  ['Paul Dubosc, directeur général de Nordalie', { author: 'Paul Dubosc' }],
  [
    'Marcel Proust, À la recherche du temps perdu, tome I, Du côté de chez Swann, Grasset, 1913',
    {
      author: 'Marcel Proust',
      work: 'À la recherche du temps perdu, tome I',
      year: 1913,
      publisher: 'Grasset',
    },
  ],
]

describe('the source of a quotation', () => {
  it.each(sources)('%s', (line, expected) => {
    const read = readAttribution(line)
    expect(read.kind === 'none' ? {} : read.attribution).toEqual(expected)
  })

  it('takes a part in italics for the work, wherever it stands', () => {
    expect(readAttribution('Candide, Voltaire', { italics: ['Candide'] })).toEqual({
      kind: 'sourced',
      attribution: { author: 'Voltaire', work: 'Candide' },
    })
  })

  it.each([
    'Le mot est de Paul Dubosc, patron de Nordalie. Il a depuis changé beaucoup de choses ici.',
    'explique-t-on à Nordalie, où personne ne souhaite être cité',
    'Interrogée en 2019, Claire Morvan répondait',
    'Et pourtant, rien n’a bougé',
    'Quand les familles appellent, que leur dit-on ?',
    '',
    '12',
    '…',
  ])('is not seen in: %s', (line) => {
    expect(readAttribution(line).kind).toBe('none')
  })

  it('is never looked for in a long text', () => {
    expect(readAttribution(`Victor Hugo, ${'Les Misérables, '.repeat(100)}1862`).kind).toBe('none')
  })
})

describe('a name', () => {
  it('is told from a title by capitals, particles and articles', () => {
    expect(nameScore('Honoré de Balzac')).toBe(1)
    expect(nameScore('Voltaire')).toBeLessThan(nameScore('Jane Austen'))
    expect(nameScore('La Fontaine')).toBeLessThan(nameScore('Voltaire'))
    expect(nameScore('Les Misérables')).toBe(0)
    expect(nameScore('Illusions perdues')).toBe(0)
  })
})
