import { describe, expect, it } from 'vitest'
import { readColumns } from '#readers/import/columns'
import { inspectBytes } from '#readers/import/decode'
import { readCountry, readDay, readLocale, readStatus } from '#readers/import/values'
import { aFile, utf16, windows1252 } from '../../../support/import-files.ts'

describe('the columns of a file', () => {
  it('are known by their names in French and English', () => {
    const french = ['E-mail', 'Langue', 'Sujets', 'Étiquettes', 'Pays', "Date d'inscription"]
    expect(readColumns(french)).toMatchObject({
      columns: { email: 0, locale: 1, topics: 2, tags: 3, country: 4, joined: 5 },
    })
    const english = ['Name', 'Email Address', 'language', 'Tags', 'OPTIN_TIME', 'Status']
    expect(readColumns(english)).toMatchObject({
      columns: { email: 1, locale: 2, tags: 3, joined: 4, status: 5 },
    })
  })

  it('take an address of any kind for mail only where no better name stands', () => {
    expect(readColumns(['Adresse', 'Courriel'])).toMatchObject({ columns: { email: 1 } })
    expect(readColumns(['Nom', 'Adresse'])).toMatchObject({ columns: { email: 1 } })
  })

  it('are asked about when two of them could be the one', () => {
    expect(readColumns(['email', 'E-mail'])).toMatchObject({ kind: 'fault', fault: 'twice' })
    expect(readColumns(['email', 'e mail'], { email: 'e mail' })).toMatchObject({
      columns: { email: 1 },
    })
  })

  it('can be named, or left aside', () => {
    const header = ['Mél pro', 'tags']
    expect(readColumns(header)).toMatchObject({ fault: 'noEmail' })
    expect(readColumns(header, { email: 'mel pro', tags: '' })).toMatchObject({
      columns: { email: 0 },
    })
    expect(readColumns(header, { email: 'Nulle part' })).toMatchObject({ fault: 'unknownColumn' })
  })

  it('need no names when the first line has an address already', () => {
    expect(readColumns(['Ada', 'ada@example.org'])).toMatchObject({
      hasHeader: false,
      columns: { email: 1 },
    })
  })
})

describe('the encoding of a file', () => {
  const text = 'adresse;étiquettes\nlea@example.org;été\n'
  const encodingOf = async (bytes: Uint8Array | string) => {
    const found = await inspectBytes(aFile(bytes, 7))
    return found.kind === 'text' ? found.encoding : found.fault
  }
  it.each([
    ['UTF-8', text, 'utf-8'],
    ['UTF-8 with a mark', `\ufeff${text}`, 'utf-8'],
    ['Windows-1252', windows1252(text), 'windows-1252'],
    ['UTF-16', utf16(text), 'utf-16le'],
    ['UTF-16, the other way round', utf16(text, { isBigEndian: true }), 'utf-16be'],
    ['UTF-16 without a mark', utf16(text, { mark: false }), 'utf-16le'],
    ['an accent in the last line', `${'a@example.org\n'.repeat(999)}é`, 'utf-8'],
    ['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'workbook'],
    ['a picture', Uint8Array.from([0xff, 0xd8, 0, 1, 0, 2, 3]), 'binary'],
    ['nothing', '', 'empty'],
  ])('%s is seen', async (_, bytes, encoding) => {
    expect(await encodingOf(bytes)).toBe(encoding)
  })
})

describe('the cells of a file', () => {
  it('name languages, countries and states in both languages', () => {
    expect(['fr', 'Français', 'EN', 'english', 'fr-CA', 'de'].map(readLocale)).toEqual([
      'fr',
      'fr',
      'en',
      'en',
      'fr',
      undefined,
    ])
    expect(['FR', 'belgique', 'Switzerland', 'Côte d’Ivoire', 'Atlantis'].map(readCountry)).toEqual(
      ['FR', 'BE', 'CH', 'CI', undefined],
    )
    expect(['', 'actif', 'Désinscrit', 'hard bounced', 'peut-être'].map(readStatus)).toEqual([
      'subscribed',
      'subscribed',
      'notSubscribed',
      'notSubscribed',
      undefined,
    ])
  })

  it('hold days as France and ISO write them, and none that does not exist', () => {
    expect(
      ['2024-03-01', '01/03/2024', '1.3.2024 14:05', '2024-03-01T10:00:00+02:00'].map(readDay),
    ).toEqual([
      '2024-03-01T00:00:00.000Z',
      '2024-03-01T00:00:00.000Z',
      '2024-03-01T14:05:00.000Z',
      '2024-03-01T08:00:00.000Z',
    ])
    expect(['31/02/2024', '2024-13-01', 'hier', '01/03/24'].map(readDay)).toEqual(
      Array(4).fill(undefined),
    )
  })
})
