// What SST's command serves to its components during a deploy, as far as they ask: the bootstrap
// answer, and the build of each function, which is a real bundle of the real handler.
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, resolve } from 'node:path'
import { bundleOptions } from './bundle-options.mjs'
import { account, region } from './engine.mjs'

/** Starts the server on loopback; `builds` fills with one record a function. */
export async function serveBuilds({ root, work, esbuild }) {
  const builds = []
  const server = createServer((request, response) => {
    response.setHeader('connection', 'close')
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      const { method, params } = JSON.parse(body)
      answer(method, params[0]).then(
        (result) => response.end(JSON.stringify({ result })),
        (error) => response.end(JSON.stringify({ error: String(error?.message ?? error) })),
      )
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  server.unref()
  return { builds, url: `http://127.0.0.1:${server.address().port}` }

  async function answer(method, input) {
    if (method === 'Provider.Aws.Bootstrap')
      return {
        asset: 'sst-asset-mock',
        state: 'sst-state-mock',
        assetEcrRegistryId: account,
        assetEcrUrl: `${account}.dkr.ecr.${region}.amazonaws.com/sst-asset`,
      }
    if (method === 'Runtime.Build') return buildHandler(input)
    throw new Error(`Unexpected call to the SST server: ${method}`)
  }

  async function buildHandler(input) {
    const extension = extname(input.handler)
    // Apart from `artifacts/NAME`, where SST writes the zip of this very folder.
    const out = join(work, 'bundles', input.functionID)
    mkdirSync(out, { recursive: true })
    const record = {
      functionID: input.functionID,
      handler: input.handler,
      links: Object.keys(input.links ?? {}).sort(),
    }
    builds.push(record)
    if (input.bundle)
      return {
        handler: input.handler,
        out: resolve(root, input.bundle),
        errors: [],
        sourcemaps: [],
      }
    const base = join(root, input.handler.slice(0, -extension.length))
    const file = ['.ts', '.tsx', '.mjs', '.js'].map((end) => base + end).find(existsSync)
    if (!file) return { out, handler: '', errors: [`No such handler: ${input.handler}`] }
    const options = input.properties ?? {}
    const installed = Array.isArray(options.install)
      ? options.install
      : Object.keys(options.install ?? {})
    const result = await esbuild
      .build({
        ...bundleOptions,
        entryPoints: [file],
        outfile: join(out, 'bundle.mjs'),
        metafile: true,
        minify: options.minify ?? true,
        external: [...bundleOptions.external, ...installed, ...(options.esbuild?.external ?? [])],
        loader: options.loader,
      })
      .catch((error) => ({ errors: error.errors ?? [{ text: String(error) }] }))
    const faults = result.errors.map(({ text }) => `${input.handler}: ${text}`)
    if (result.metafile) {
      const output = Object.values(result.metafile.outputs).find(({ entryPoint }) => entryPoint)
      record.bytes = output.bytes
      record.inputs = Object.keys(result.metafile.inputs)
      record.bundle = join(out, 'bundle.mjs')
      if (!output.exports.includes(extension.slice(1)))
        faults.push(`${input.handler}: the file exports no "${extension.slice(1)}"`)
    }
    return { handler: `bundle${extension}`, out, errors: faults, sourcemaps: [] }
  }
}
