// The French word is « lettre »: the glossary's, on every page and in every mail.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('says « lettre », never « newsletter », in French sentences', () => {
  const french =
    /(\b(?:la|une|cette|sa|leur|votre|notre|nouvelle|aucune|chaque|les|des|nos|vos) newsletters?\b|\bfr: ['"`]newsletters?\b)/i
  const files = readdirSync('packages', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `packages/${file}`)
  expect(files.length).toBeGreaterThan(200)
  const found = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) => (french.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
  )
  expect(found).toEqual([])
})
