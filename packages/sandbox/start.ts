// Everything on this machine: the cloud and its functions, the pages, the sample publication on the
// first start, and the note in the data folder by which the command finds it.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allParts, type Parts } from '#runtime/all-parts'
import { clock, setClockOffset } from '#runtime/clock'
import { consoleApp } from '#runtime/console'
import { financeApp } from '#runtime/finance'
import { mediaApp } from '#runtime/media'
import { paperFacesIn } from '#runtime/paper-faces'
import { publication } from '#runtime/parts'
import { previewApp } from '#runtime/preview'
import { siteApp } from '#runtime/site'
import { payments } from '#runtime/stripe-parts'
import { buildAssets, createAssetApp } from '#web/assets'
import { localCoverSources } from '#web/cover/cover-png'
import { assetsFrom } from '#web/shared/view'
import { createSandboxApp } from './app.tsx'
import { type Cloud, startCloud } from './cloud.ts'
import { fileLog } from './file-log.ts'
import { prepareHistory } from './history/first-start.ts'
import { seedOnce } from './seed-once.ts'
import { openStackNote } from './stack-note.ts'
import { actOutside } from './stripe/outside.ts'
import { openWebServer, socketIp } from './web-server.ts'
import type { StripeAccess } from './wiring.ts'

export type Started = {
  siteUrl: string
  cloud: Cloud
  parts: Parts
  /** The sample publication was put in by this start. */
  seeded: boolean
  stop(): Promise<void>
}

export type StartOptions = {
  dataDir: string
  /** 0: any free port. */
  port: number
  /** Stripe's own test mode, in the place of the stand-in. */
  stripe?: StripeAccess | undefined
  /** The sample begins with six months of sales; not with Stripe's own test mode. */
  history: boolean
  /** One sentence for the terminal. */
  say?: (sentence: string) => void
}

const paperFaces = fileURLToPath(new URL('../finance/papers/faces', import.meta.url))

/** A code to try the sample's offers with. */
const sampleCode = { act: 'code', code: 'BIENVENUE', percentOff: 20 } as const

/**
 * Starts it all and returns when the pages answer.
 * @throws PortInUse, FolderInUse: both say what to do.
 */
export async function startSandbox(options: StartOptions): Promise<Started> {
  const { dataDir } = options
  const title = publication()
  const web = await openWebServer({ port: options.port })
  const undo: (() => Promise<void>)[] = [() => web.stop()]
  const stop = async () => {
    while (undo.length > 0) await undo.pop()?.()
  }
  try {
    const [cloud, built] = await Promise.all([
      startCloud({
        dataDir,
        siteUrl: web.siteUrl,
        sender: title.sender.email,
        verifiedSenders: [title.sender.domain],
        stripe: options.stripe,
        prepare: () => prepare(options, web.siteUrl),
        ...(options.say ? { say: options.say } : {}),
      }),
      buildAssets({ publication: title }),
    ])
    undo.push(() => cloud.stop())
    Object.assign(process.env, cloud.environment)
    cloud.clock.onOffset(setClockOffset)
    const log = fileLog({ file: join(dataDir, 'pages.log'), clock })
    undo.push(() => log.end())
    const parts = allParts({ log })
    const seeded = await seedOnce(dataDir, parts)
    if (seeded && !options.stripe && !hasCode(cloud)) actOutside(cloud.stripe, sampleCode)
    const note = openStackNote({ dataDir, siteUrl: web.siteUrl, awsUrl: cloud.url })
    undo.push(async () => note.remove())
    const shared = { assets: assetsFrom(built.manifest), clientIp: socketIp }
    web.mount({
      site: siteApp(shared, { ...parts, payments: payments(title) }),
      console: consoleApp(shared, parts),
      preview: previewApp(shared, parts),
      finance: financeApp(shared, parts, paperFacesIn(paperFaces)),
      assets: createAssetApp(built),
      media: mediaApp(parts, localCoverSources),
      sandbox: createSandboxApp({ cloud, publication: title, ...shared, token: note.token }),
    })
    return { siteUrl: web.siteUrl, cloud, parts, seeded, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function prepare(options: StartOptions, siteUrl: string): Promise<void> {
  const { dataDir, history, stripe, say = () => {} } = options
  if (!history || stripe) return
  await prepareHistory({ dataDir, siteUrl, publication: publication(), say })
}

function hasCode({ stripe }: Cloud): boolean {
  return stripe.look((work) => work.all('promotion_code').length > 0)
}
