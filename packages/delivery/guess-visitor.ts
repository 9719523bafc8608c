// Whether a pixel was loaded, or a link followed, by a person or by a machine. It is a guess, from
// what the request says and when it comes, and is called one wherever it is shown. Pure.
import { BlockList, isIP } from 'node:net'

export type Visit = {
  kind: 'open' | 'click'
  method: string
  userAgent: string
  /** The caller's address, or anything else where it is unknown. */
  ip: string
  /** From the message's composing. */
  secondsSinceSent: number
  /** Different links of the same message followed within `burstSeconds`, this one included. */
  linksAtOnce?: number
}

export type Visitor = 'person' | 'machine'

export const guessLimits = {
  /** Nobody has a mail, reads it and clicks so soon; gateways look at it on its way. */
  clickSeconds: 8,
  openSeconds: 2,
  burstSeconds: 2,
  /** So many links at once are followed by a program. */
  burstLinks: 2,
}

/**
 * Sources: Apple's privacy proxy says `Mozilla/5.0` and nothing more, and fetches whether or not
 * the mail is read (mailgun.com/blog/product/bot-detection); Gmail's and Yahoo's proxies fetch when
 * it is opened, and name themselves; Gmail also fetches once by itself, as an Edge 12 that never
 * was (gmass.co/blog/false-opens-in-gmail); gateways follow every link at once, within seconds.
 */
export function guessVisitor(visit: Visit): Visitor {
  const { kind, method, ip, secondsSinceSent, linksAtOnce = 1 } = visit
  const agent = visit.userAgent.trim()
  if (method !== 'GET') return 'machine'
  if (agent === '' || agent === 'Mozilla/5.0') return 'machine'
  if (isFalseOpenOfGmail(agent)) return 'machine'
  if (kind === 'open' && mailProxies.test(agent)) return 'person'
  if (scanners.test(agent) || programs.test(agent)) return 'machine'
  if (isScannersAddress(ip)) return 'machine'
  if (linksAtOnce >= guessLimits.burstLinks) return 'machine'
  const soon = kind === 'click' ? guessLimits.clickSeconds : guessLimits.openSeconds
  return secondsSinceSent < soon ? 'machine' : 'person'
}

/** Show pictures to a person who has the mail open. */
const mailProxies = /GoogleImageProxy|YahooMailProxy/i

function isFalseOpenOfGmail(agent: string): boolean {
  return agent.endsWith('Edge/12.246 Mozilla/5.0')
}

/** Gateways that look at mail before people do, and what follows links to show them elsewhere. */
const scanners = new RegExp(
  [
    'barracuda',
    'proofpoint',
    'mimecast',
    'safelinks',
    'microsoft office existence discovery',
    'ms-?office-?scanner',
    'ciscosecureemail',
    'ironport',
    'trend ?micro|\\btmes\\b',
    'fortimail|fortinet',
    'sophos',
    'symantec|messagelabs',
    'vade ?secure|vadesecure',
    'mailinblack',
    'trellix|fireeye',
    'zscaler',
    'virustotal|urlscan',
  ].join('|'),
  'i',
)

const programs = new RegExp(
  [
    'bot\\b|bot[/;-]|crawler|spider|scanner|preview|facebookexternal|slurp',
    'headless|phantomjs|puppeteer|playwright|selenium',
    '\\bcurl/|\\bwget/|python|aiohttp|httpx|go-http-client|\\bjava/|apache-httpclient|okhttp',
    'libwww|node-fetch|undici|axios|guzzle|ruby|perl|winhttp|powershell|dart:io|jetty|lua-resty',
  ].join('|'),
  'i',
)

/** What providers publish as their mail systems' own addresses, from which nobody browses. */
const addresses = new BlockList()
for (const [net, bits] of [
  // Microsoft, Exchange Online Protection: learn.microsoft.com, “Office 365 URLs and IP ranges”.
  ['40.92.0.0', 15],
  ['40.107.0.0', 16],
  ['52.100.0.0', 14],
  ['104.47.0.0', 17],
  // Barracuda, Email Gateway Defense: campus.barracuda.com, “IP ranges used for configuration”.
  ['209.222.80.0', 21],
  ['64.235.144.0', 20],
  // Apple’s own network (ARIN): people browse through its partners, its crawlers from here.
  ['17.0.0.0', 8],
] as const)
  addresses.addSubnet(net, bits)

function isScannersAddress(ip: string): boolean {
  return isIP(ip) === 4 && addresses.check(ip)
}
