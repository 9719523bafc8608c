// `kiosque start` (`npm start`): everything on this machine, and a short welcome.
import type { Command } from 'commander'
import { VisibleError } from '#kernel/errors'
import { dayMs, instant, plusMs, wallClockOf } from '#kernel/time'
import { dataFolder, globalOptions } from '../stack.ts'

const defaultPort = 8787
/** Long, for the sandbox's clock may be moved far before the link is used. */
const signInLinkDays = 90

export function startCommand(program: Command): void {
  program
    .command('start')
    .description('runs site, console, mail, queues and database on this machine')
    .option('--port <number>', 'the port of the pages (or PORT; else 8787)', portNumber)
    .action(async (options: { port?: number }, command: Command) => {
      const port = options.port ?? portNumber(process.env['PORT'] ?? String(defaultPort))
      await start({ port, dataDir: dataFolder(globalOptions(command)) })
    })
}

async function start(options: { port: number; dataDir: string }): Promise<void> {
  const { startSandbox } = await import('#sandbox/start')
  const { staffSignInUrl } = await import('#staff/sign-in-link')
  const { stripeTestMode } = await import('#sandbox/wiring')
  const say = (sentence: string) => process.stdout.write(`${sentence}\n`)
  const { wantsHistory } = await import('#sandbox/history/first-start')
  const env = process.env
  const mode = { stripe: stripeTestMode(env), history: wantsHistory(env) }
  const started = await startSandbox({ ...options, ...mode, say })
  const { parts, siteUrl } = started
  const expiresAt = plusMs(instant(parts.clock()), signInLinkDays * dayMs)
  const { email, name } = parts.publication.staff[0] ?? { email: '', name: '' }
  const signIn = await staffSignInUrl(parts, { email, expiresAt })
  say(
    welcome({
      title: `${parts.publication.name}${parts.publication.sample ? ' (sample publication)' : ''}`,
      siteUrl,
      signIn: signIn ?? `${siteUrl}/console`,
      staff: `${name}, marketing`,
      clock: `${wallClockOf(instant(parts.clock()), parts.publication.zone).replace('T', ' ')} ${parts.publication.zone}`,
      dataDir: options.dataDir,
      seeded: started.seeded,
    }),
  )
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await started.stop()
}

/** What the terminal shows; nothing else scrolls by. */
export function welcome(shown: {
  title: string
  siteUrl: string
  signIn: string
  staff: string
  clock: string
  dataDir: string
  seeded: boolean
}): string {
  const { siteUrl } = shown
  return [
    '',
    `  Kiosque · ${shown.title}`,
    '',
    `  Site      ${siteUrl}`,
    `  Console   ${siteUrl}/console`,
    `            sign in at once (${shown.staff}):`,
    `            ${shown.signIn}`,
    `  Sandbox   ${siteUrl}/sandbox   mail in /sandbox/inbox, time in /sandbox/clock`,
    '',
    `  Clock     ${shown.clock}`,
    `  Data      ${shown.dataDir}${shown.seeded ? ', seeded just now' : ''}`,
    '',
    '  Ctrl+C stops; the next start goes on from here.',
    '',
  ].join('\n')
}

/** A port from 0 (any free one) to 65535. */
function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new VisibleError('invalid', {
    fr: `« ${text.slice(0, 40)} » n’est pas un port. Choisissez un nombre de 1024 à 65535.`,
    en: `“${text.slice(0, 40)}” is no port. Choose a number from 1024 to 65535.`,
  })
}
