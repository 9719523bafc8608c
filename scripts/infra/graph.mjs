// Evaluates sst.config.ts with the real SST components under Pulumi's mock engine and writes every
// resource that a deploy of the stage would register. No account, no Pulumi command, no network.
// usage: node scripts/infra/graph.mjs --stage NAME --out FILE
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { serveBuilds } from './builds.mjs'
import { mockEngine, plain } from './engine.mjs'

const { values } = parseArgs({
  options: {
    stage: { type: 'string', default: 'test' },
    out: { type: 'string', default: '.sst/graph.json' },
  },
})
const root = process.cwd()
const platform = join(root, '.sst/platform')
if (!existsSync(join(platform, 'node_modules/@pulumi/pulumi'))) {
  console.error('There is no .sst/platform yet: run `npm run infra:install` first.')
  process.exit(2)
}
const work = join(root, '.sst/graph', values.stage)
rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })

// Mocks belong to one instance of the module: the platform's own.
const require = createRequire(join(platform, 'package.json'))
fixRandomNames()
const pulumi = require('@pulumi/pulumi')

const errors = []
// A throw inside an `.apply()` ends up here.
process.on('unhandledRejection', (error) => errors.push(error?.message ?? String(error)))
// Nothing here calls AWS; make sure that nothing can.
Object.assign(process.env, {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: 'mock',
  AWS_SECRET_ACCESS_KEY: 'mock',
  SST_STAGE: values.stage,
  SST_SECRET_SigningKey: `k1:${'x'.repeat(32)}`,
  SST_SECRET_ReaderKey: `1:${'x'.repeat(32)}`,
  SST_SECRET_StripeKey: 'sk_test_infra',
  SST_SECRET_StripeWebhookSecret: 'whsec_infra',
})

const { builds, url } = await serveBuilds({ root, work, esbuild: require('esbuild') })
process.env.SST_SERVER = url

const { resources, mocks } = mockEngine(require)
const program = await bundleProgram(require('esbuild'))
globalThis.$dev = false
globalThis.$cli = {
  command: 'deploy',
  rpc: url,
  paths: { home: work, root, work, platform },
  state: { version: {} },
}
globalThis.$app = { name: 'app', stage: values.stage }
const { config, run } = await import(pathToFileURL(program).href)
rmSync(program)
const app = await config.app({ stage: values.stage })
globalThis.$app = { removal: 'retain', protect: false, ...app, stage: values.stage }
await pulumi.runtime.setMocks(mocks, app.name, values.stage, false, 'organization')

let outputs
try {
  outputs = await pulumi.runtime.runInPulumiStack(() => run(config.run))
} catch (error) {
  errors.push(error?.message ?? String(error))
}
// SST's own program ends when Node has nothing left to do; so does this one.
process.once('beforeExit', () => {
  const found = [...new Set(errors)]
  resources.sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1))
  builds.sort((a, b) => (a.functionID < b.functionID ? -1 : 1))
  const out = resolve(values.out)
  mkdirSync(dirname(out), { recursive: true })
  const graph = {
    app: globalThis.$app,
    errors: found,
    outputs: plain(outputs),
    resources,
    builds,
    links: linksOf(resources),
  }
  writeFileSync(out, `${JSON.stringify(graph, null, 1)}\n`)
  if (found.length > 0) console.error(found.join('\n'))
  process.exit(found.length > 0 ? 1 : 0)
})

/** SST ends physical names in 8 random letters; here they are the same in every run. */
function fixRandomNames() {
  const crypto = require('node:crypto')
  const { randomBytes } = crypto
  crypto.randomBytes = (size, ...rest) =>
    size === 8 ? Buffer.alloc(8) : randomBytes(size, ...rest)
  syncBuiltinESMExports()
}

/** Bundles the configuration as SST does before a deploy; answers the bundle's path. */
async function bundleProgram(esbuild) {
  const outfile = join(platform, `graph.${values.stage}.${process.pid}.mjs`)
  const providers = JSON.parse(readFileSync(join(root, '.sst/provider-lock.json'), 'utf8'))
  const header = [
    ...providers.map(({ alias, package: name }) => `import * as ${alias} from "${name}";`),
    `import * as sst from "${platform}/src/components";`,
  ].join('')
  const own = {
    name: 'own-files-see-the-globals',
    setup(build) {
      build.onLoad({ filter: /\.(ts|tsx|js)$/ }, ({ path }) => {
        if (path.startsWith(join(root, '.sst'))) return
        const text = readFileSync(path, 'utf8')
        if (path === join(root, 'sst.config.ts') && /^\s*import\s/m.test(text))
          return { errors: [{ text: 'sst.config.ts: SST refuses imports at the top level' }] }
        return { contents: header + text, loader: path.endsWith('x') ? 'tsx' : 'ts' }
      })
    },
  }
  await esbuild.build({
    stdin: {
      contents: [
        `export { run } from "${platform}/src/auto/run.ts"`,
        `export { default as config } from "${root}/sst.config.ts"`,
      ].join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    sourcemap: 'inline',
    logLevel: 'error',
    mainFields: ['module', 'main'],
    nodePaths: [join(platform, 'node_modules')],
    external: [
      '@pulumi/*',
      '@pulumiverse/*',
      '@sst-provider/*',
      '@aws-sdk/*',
      'undici',
      'vite',
    ].concat(['esbuild', 'archiver', 'glob']),
    inject: [join(platform, 'src/shim/run.js')],
    banner: {
      js: [
        'import { createRequire as __r } from "node:module"',
        'import { fileURLToPath as __p } from "node:url"',
        'const require = __r(import.meta.url), __filename = __p(import.meta.url)',
        'const __dirname = __p(new URL(".", import.meta.url))',
      ].join('\n'),
    },
    plugins: [own],
  })
  return outfile
}

/** The properties of each link by its name, as the functions see them. */
function linksOf(found) {
  const typeOf = new Map(found.map((resource) => [resource.name, resource.type]))
  return Object.fromEntries(
    found
      .filter(({ type }) => type === 'sst:sst:LinkRef')
      .map(({ name, inputs }) => {
        const link = name.replace(/LinkRef$/, '')
        const type = inputs.type ?? typeOf.get(link)
        return [link, { ...inputs.properties, type: String(type ?? '').replaceAll(':', '.') }]
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
