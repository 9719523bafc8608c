// The stack of this machine for a command: the sandbox that runs in the data folder, or one that
// this command starts without pages and stops again.
import { type Sentence, VisibleError } from '#kernel/errors'
import type { Parts } from '#runtime/all-parts'
import type { InboxMessage, SandboxStatus } from '#sandbox/control'
import { openSecrets } from '#sandbox/data-folder'
import type { FaultSettings } from '#sandbox/fault-settings'
import { readStackNote, type StackNote } from '#sandbox/stack-note'
import type { WebhookFaults } from '#sandbox/stripe/webhooks'
import { notRunning } from './commands/sandbox-ses.ts'
import type { InboxQuery, SandboxControl } from './stack.ts'

export type LocalStack = {
  parts: Parts
  sandbox: SandboxControl
  close: () => Promise<void>
}

const defaultSiteUrl = 'http://localhost:8787'

/** Opens what there is; seeds a folder that has never been started. */
export async function openLocalStack(dataDir: string): Promise<LocalStack> {
  const note = readStackNote(dataDir)
  return note ? await joinRunning(dataDir, note) : await startOwn(dataDir)
}

async function joinRunning(dataDir: string, note: StackNote): Promise<LocalStack> {
  const { publication } = await import('#runtime/parts')
  const { sandboxEnvironment, stripeTestMode } = await import('#sandbox/wiring')
  const environment = sandboxEnvironment({
    awsUrl: note.awsUrl,
    siteUrl: note.siteUrl,
    sender: publication().sender.email,
    secrets: openSecrets(dataDir),
    stripe: stripeTestMode(process.env),
  })
  const control = remoteControl(note)
  const { now } = await control.status()
  return {
    parts: await partsOf(environment, Date.parse(now) - Date.now()),
    sandbox: control,
    close: async () => {},
  }
}

async function startOwn(dataDir: string): Promise<LocalStack> {
  const { publication } = await import('#runtime/parts')
  const { startCloud } = await import('#sandbox/cloud')
  const { seedOnce } = await import('#sandbox/seed-once')
  const { stripeTestMode } = await import('#sandbox/wiring')
  const { prepareHistory, wantsHistory } = await import('#sandbox/history/first-start')
  const title = publication()
  const stripe = stripeTestMode(process.env)
  const history = { dataDir, siteUrl: defaultSiteUrl, publication: title, say: () => {} }
  const cloud = await startCloud({
    dataDir,
    siteUrl: defaultSiteUrl,
    withoutPages: true,
    sender: title.sender.email,
    verifiedSenders: [title.sender.domain],
    stripe,
    ...(stripe || !wantsHistory(process.env) ? {} : { prepare: () => prepareHistory(history) }),
  })
  const { setClockOffset } = await import('#runtime/clock')
  const parts = await partsOf(cloud.environment, cloud.clock.offsetMs())
  cloud.clock.onOffset(setClockOffset)
  await seedOnce(dataDir, parts)
  const control = await import('#sandbox/control')
  const { faultSettings } = await import('#sandbox/fault-settings')
  const outside = await import('#sandbox/stripe/outside')
  return {
    parts,
    sandbox: {
      status: () => control.sandboxStatus(cloud, false),
      moveClock: (to) => control.moveClockTo(cloud, to),
      inbox: ({ limit = 20, ...query }) => control.inboxMessages(cloud, { ...query, limit }),
      ses: async (changes) => {
        if (Object.keys(changes).length > 0) throw notRunning()
        return faultSettings(cloud)
      },
      stripe: async (act) => outside.actOutside(cloud.stripe, act),
      stripeObjects: async () => outside.stripeObjects(cloud.stripe),
      stripeFaults: async (changes) => {
        if (Object.keys(changes).length > 0) throw notRunning()
        return cloud.stripe.faults()
      },
    },
    close: () => cloud.stop(),
  }
}

/** Real clients find their endpoint in the environment, so it is set before they are made. */
async function partsOf(environment: Record<string, string>, offsetMs: number): Promise<Parts> {
  Object.assign(process.env, environment)
  const { setClockOffset } = await import('#runtime/clock')
  const { allParts } = await import('#runtime/all-parts')
  setClockOffset(offsetMs)
  return allParts({ log: () => {} })
}

function remoteControl(note: StackNote): SandboxControl {
  const headers = { authorization: `Bearer ${note.token}`, accept: 'application/json' }
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const { response, body } = await fetchJson(`${note.siteUrl}${path}`, {
      ...init,
      headers: { ...headers, ...init.headers },
    })
    // A long move answers 200 before it knows how it ends.
    if (!response.ok || errorIn(body)) throw refusal(response.status, body)
    return body as T
  }
  const post = <T>(path: string, body: unknown): Promise<T> =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    status: async () => ({
      ...(await call<SandboxStatus>('/sandbox/control/status')),
      running: true,
    }),
    moveClock: (to) => post('/sandbox/control/clock', { to }),
    ses: (changes) => post<FaultSettings>('/sandbox/control/faults', changes),
    stripe: (act) => post('/sandbox/control/stripe', act),
    stripeObjects: () => call('/sandbox/control/stripe/objects'),
    stripeFaults: (changes) => post<WebhookFaults>('/sandbox/control/stripe/faults', changes),
    inbox: (query: InboxQuery) => {
      const search = new URLSearchParams(
        Object.entries(query).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, String(value)]],
        ),
      )
      return call<{ messages: InboxMessage[] }>(`/sandbox/inbox.json?${search}`)
    },
  }
}

/** An answer that broke off or is no JSON is a refusal too: the sandbox was stopped meanwhile. */
async function fetchJson(
  url: string,
  init: RequestInit,
): Promise<{ response: Response; body: unknown }> {
  try {
    const response = await fetch(url, init)
    return { response, body: await response.json() }
  } catch (cause) {
    const sentence = {
      fr: `Kiosque a cessé de répondre à l’adresse ${new URL(url).origin}. Relancez-le, puis recommencez.`,
      en: `Kiosque has stopped answering at ${new URL(url).origin}. Start it again, then repeat.`,
    }
    throw new VisibleError('busy', sentence, { cause })
  }
}

/** The page's refusal as the command's. */
function refusal(status: number, body: unknown): Error {
  const { message } = errorIn(body) ?? {}
  const plain = typeof message === 'string' ? message : `The sandbox answered ${status}.`
  const sentence =
    typeof message === 'object' ? { fr: plain, en: plain, ...message } : { fr: plain, en: plain }
  return new VisibleError(status === 409 || status === 503 ? 'busy' : 'invalid', sentence)
}

function errorIn(body: unknown): { message?: string | Partial<Sentence> } | undefined {
  return (body as { error?: { message?: string | Partial<Sentence> } } | undefined)?.error
}
