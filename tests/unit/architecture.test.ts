// Who may import whom, read from the sources: the same table that the linter's rules are made from.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mayImport, owners, pureAws } from '../../scripts/biome-imports.mjs'

type Import = { file: string; from: string; typeOnly: boolean }

const packages = Object.keys(mayImport)
const sources = readdirSync('packages', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.endsWith('.d.ts'))
  .map((file) => file.replaceAll('\\', '/'))

const imports: Import[] = sources.flatMap((file) => {
  const text = readFileSync(join('packages', file), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"\n;]*?(?:\{[^}]*\}[^'"\n]*)?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
  )
  return [...found].map((match) => ({
    file,
    from: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined,
  }))
})
const packageOf = (file: string) => file.split('/')[0] ?? ''

it('reads the imports of every package', () => {
  expect(imports.length).toBeGreaterThan(100)
  expect(new Set(sources.map(packageOf))).toEqual(new Set(packages))
})

it('lets each package import only what stands on its left', () => {
  const wrong = imports.filter(({ file, from }) => {
    const target = from.startsWith('#') ? packageOf(from.slice(1)) : undefined
    const allowed: string[] | '*' = mayImport[packageOf(file) as keyof typeof mayImport]
    return target && target !== packageOf(file) && allowed !== '*' && !allowed.includes(target)
  })
  expect(wrong).toEqual([])
})

it('keeps each SDK with its owner', () => {
  const wrong = imports.filter(({ file, from, typeOnly }) =>
    Object.entries(owners).some(([sdk, owner]) => {
      const name = sdk.replace('/*', '')
      return (
        !typeOnly &&
        (from === name || from.startsWith(`${name}/`)) &&
        !owner.includes(packageOf(file))
      )
    }),
  )
  expect(wrong).toEqual([])
})

it('shows contexts and pages only the pure parts of aws', () => {
  const wrong = imports.filter(
    ({ file, from }) =>
      from.startsWith('#aws/') &&
      !['aws', 'runtime', 'sandbox', 'cli'].includes(packageOf(file)) &&
      !pureAws.includes(from),
  )
  expect(wrong).toEqual([])
})

it('never climbs out of a package by a relative path', () => {
  const wrong = imports.filter(
    ({ file, from }) =>
      from.startsWith('..') &&
      !join(file, '..', from)
        .replaceAll('\\', '/')
        .startsWith(`${packageOf(file)}/`),
  )
  expect(wrong).toEqual([])
})
