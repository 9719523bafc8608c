// Size and cold import time of each function, bundled as for Lambda.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { LinkName } from '#runtime/links'
import { leftOut } from '../../infra/left-out.ts'
import { bundleOptions } from '../../scripts/infra/bundle-options.mjs'

const processes = 7

const goals: Record<string, number> = {
  send: 1_200_000,
  site: 1_600_000,
  console: 1_600_000,
  finance: 1_300_000,
  stripe: 1_400_000,
  mail: 800_000,
  tick: 800_000,
}

/** Prints a line a function: bytes, gzipped bytes, goal, median import time of fresh processes. */
export async function benchBundles(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kiosque-bundles-'))
  print('Functions: bundle size and cold import (median of 7 fresh processes, this machine)')
  print('function   KB    KB gzip  goal KB  import ms  holds mjml')
  try {
    for (const file of readdirSync('functions').filter((name) => name.endsWith('.ts'))) {
      const name = basename(file, '.ts')
      const outfile = join(folder, `${name}.mjs`)
      const result = await build({
        ...bundleOptions,
        external: [...(bundleOptions.external ?? []), ...leftOut],
        entryPoints: [join('functions', file)],
        outfile,
        metafile: true,
      })
      const bytes = readFileSync(outfile)
      const holdsMjml = Object.keys(result.metafile.inputs).some((path) =>
        path.includes('node_modules/mjml-core'),
      )
      const goal = goals[name]
      print(
        [
          name.padEnd(9),
          kilobytes(bytes.length),
          kilobytes(gzipSync(bytes).length),
          goal === undefined ? '      –' : kilobytes(goal),
          importMs(outfile).toFixed(0).padStart(9),
          holdsMjml ? 'yes' : 'no',
        ].join('  '),
      )
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function importMs(file: string): number {
  const program = `const start = performance.now()
    await import(${JSON.stringify(file)})
    process.stdout.write(String(performance.now() - start), () => process.exit())`
  const times = Array.from({ length: processes }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
        encoding: 'utf8',
        env: { ...process.env, ...linkEnvironment() },
      }),
    ),
  ).sort((a, b) => a - b)
  return times[Math.floor(processes / 2)] ?? Number.NaN
}

/** Links as a function finds them on Lambda, so that its module builds its parts. */
function linkEnvironment(): Record<string, string> {
  const secret = 'x'.repeat(32)
  // Typed by the runtime's own names: a new link that is missing here does not compile.
  const links: Record<LinkName | 'App', object> = {
    App: { name: 'kiosque', stage: 'bench' },
    Main: { name: 'bench' },
    Files: { name: 'bench' },
    SendQueue: { url: 'http://127.0.0.1:9/0/send' },
    MailQueue: { url: 'http://127.0.0.1:9/0/mail' },
    PlanQueue: { url: 'http://127.0.0.1:9/0/plan' },
    StripeQueue: { url: 'http://127.0.0.1:9/0/stripe' },
    Feedback: { url: 'http://127.0.0.1:9/0/feedback', deadUrl: 'http://127.0.0.1:9/0/dead' },
    Queues: Object.fromEntries(
      ['send', 'mail', 'plan', 'feedback', 'stripe'].map((name) => [
        name,
        { url: `http://127.0.0.1:9/0/${name}`, deadUrl: `http://127.0.0.1:9/0/${name}-dead` },
      ]),
    ),
    Mail: { sender: 'example.org', configSet: 'bench' },
    Site: { url: 'http://127.0.0.1:9' },
    SigningKey: { value: `k1:${secret}` },
    ReaderKey: { value: `1:${secret}` },
    StripeKey: { value: 'sk_test_bench' },
    StripeWebhookSecret: { value: 'whsec_bench' },
    Assets: { manifest: '{}' },
  }
  return {
    ...Object.fromEntries(
      Object.entries(links).map(([name, link]) => [`SST_RESOURCE_${name}`, JSON.stringify(link)]),
    ),
    AWS_REGION: 'eu-west-3',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0).padStart(7)
}
