// Writes the import lines of the architecture into biome.json (`overrides`), from the one table
// below, which tests/unit/architecture.test.ts reads too. Run after changing it: `npm run lint:imports`.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Package → packages it may import, besides itself. */
export const mayImport = {
  kernel: [],
  publication: ['kernel'],
  tax: ['kernel'],
  staff: ['kernel', 'publication', 'aws'],
  readers: ['kernel', 'publication', 'aws'],
  editorial: ['kernel', 'publication', 'readers', 'aws'],
  subscriptions: ['kernel', 'publication', 'tax', 'readers', 'editorial', 'aws'],
  finance: ['kernel', 'publication', 'tax', 'readers', 'editorial', 'subscriptions', 'aws'],
  delivery: ['kernel', 'publication', 'readers', 'editorial', 'subscriptions', 'aws', 'staff'],
  privacy: [
    ...['kernel', 'publication', 'readers', 'editorial', 'subscriptions', 'finance', 'delivery'],
    'aws',
  ],
  aws: ['kernel', 'delivery'],
  stripe: ['kernel', 'publication', 'tax', 'subscriptions', 'finance', 'aws'],
  web: [
    'kernel',
    'publication',
    'tax',
    'staff',
    'readers',
    'editorial',
    'subscriptions',
    'delivery',
    'privacy',
    'finance',
    'aws',
  ],
  runtime: '*',
  sandbox: '*',
  cli: '*',
}

/** SDK (or heavy library) → the packages that may import it. */
export const owners = {
  '@aws-sdk/*': ['aws', 'sandbox'],
  mjml: ['delivery'],
  dynalite: ['sandbox'],
  sst: ['runtime'],
  stripe: ['stripe', 'sandbox'],
}

/** Of `aws`, contexts and pages see only what is pure, and types. */
export const pureAws = ['#aws/keys', '#aws/intent', '#aws/table']

const packages = Object.keys(mayImport)

function overrideOf(name) {
  const allowed = mayImport[name]
  const forbidden =
    allowed === '*' ? [] : packages.filter((p) => p !== name && !allowed.includes(p))
  const foreign = Object.entries(owners)
    .filter(([, owner]) => !owner.includes(name))
    .map(([sdk]) => sdk)
  const patterns = []
  if (forbidden.length > 0)
    patterns.push({
      group: forbidden.map((p) => `#${p}/**`),
      message: `${name} may import: ${allowed.join(', ') || 'nothing of ours'}.`,
    })
  for (const sdk of foreign)
    patterns.push({
      group: sdk.endsWith('*') ? [sdk] : [sdk, `${sdk}/**`],
      message: `${sdk} belongs to ${owners[sdk].join(' and ')}.`,
    })
  return {
    includes: [`packages/${name}/**`],
    linter: {
      rules: {
        style: { noRestrictedImports: { level: 'error', options: { patterns } } },
      },
    },
  }
}

const functionsOverride = {
  includes: ['functions/**'],
  linter: {
    rules: {
      style: {
        noRestrictedImports: {
          level: 'error',
          options: {
            patterns: [
              {
                group: packages.filter((p) => p !== 'runtime').map((p) => `#${p}/**`),
                message: 'A function is wiring only: it imports runtime.',
              },
            ],
          },
        },
      },
    },
  },
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = fileURLToPath(new URL('../biome.json', import.meta.url))
  const config = JSON.parse(readFileSync(file, 'utf8'))
  config.overrides = [...packages.map(overrideOf), functionsOverride]
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`)
}
