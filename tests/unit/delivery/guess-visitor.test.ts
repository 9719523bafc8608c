import { expect, it } from 'vitest'
import { guessVisitor, type Visit, type Visitor } from '#delivery/guess-visitor'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'
const outlook =
  'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; Microsoft Outlook 16.0.17)'
const visit: Visit = {
  kind: 'open',
  method: 'GET',
  userAgent: firefox,
  ip: '203.0.113.7',
  secondsSinceSent: 3_600,
}

const table: [string, Partial<Visit>, Visitor][] = [
  ['a browser, an hour later', {}, 'person'],
  ['a browser that clicks an hour later', { kind: 'click' }, 'person'],
  ['Outlook for Windows', { userAgent: outlook }, 'person'],
  [
    'a telephone',
    { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)' },
    'person',
  ],
  ['an IPv6 address', { ip: '2001:db8::7' }, 'person'],
  ['an unknown address', { ip: 'unknown' }, 'person'],
  [
    'Gmail’s picture proxy',
    { userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) (via ggpht.com GoogleImageProxy)' },
    'person',
  ],
  ['Yahoo’s picture proxy', { userAgent: 'YahooMailProxy; https://help.yahoo.com' }, 'person'],
  [
    'a picture proxy that claims to click',
    { kind: 'click', userAgent: 'YahooMailProxy; bot' },
    'machine',
  ],
  ['Apple’s privacy proxy', { userAgent: 'Mozilla/5.0' }, 'machine'],
  ['Apple’s own network', { ip: '17.58.101.4' }, 'machine'],
  [
    'Gmail’s own first look',
    {
      userAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
    },
    'machine',
  ],
  ['nobody in particular', { userAgent: ' ' }, 'machine'],
  ['a look at the head', { method: 'HEAD' }, 'machine'],
  ['Barracuda', { userAgent: 'Barracuda Sentinel (EE)' }, 'machine'],
  ['Proofpoint', { userAgent: 'Mozilla/5.0 (compatible; proofpoint)' }, 'machine'],
  ['Mimecast', { userAgent: 'Mimecast-URL-Protect' }, 'machine'],
  [
    'Office, looking whether it exists',
    { userAgent: 'Microsoft Office Existence Discovery' },
    'machine',
  ],
  ['Exchange Online Protection', { ip: '40.107.9.81', kind: 'click' }, 'machine'],
  ['a script', { userAgent: 'python-requests/2.32' }, 'machine'],
  ['a link preview', { userAgent: 'Slackbot-LinkExpanding 1.0' }, 'machine'],
  ['a browser without a head', { userAgent: `${firefox} HeadlessChrome/131` }, 'machine'],
  ['a click within seconds', { kind: 'click', secondsSinceSent: 3 }, 'machine'],
  ['a click before it was sent', { kind: 'click', secondsSinceSent: -1 }, 'machine'],
  ['a click after a quarter of a minute', { kind: 'click', secondsSinceSent: 15 }, 'person'],
  ['an open within a second', { secondsSinceSent: 1 }, 'machine'],
  ['an open after three seconds', { secondsSinceSent: 3 }, 'person'],
  ['two links at once', { kind: 'click', linksAtOnce: 2 }, 'machine'],
  ['one link', { kind: 'click', linksAtOnce: 1 }, 'person'],
]

it.each(table)('takes %s for what it is', (_, change, visitor) => {
  expect(guessVisitor({ ...visit, ...change })).toBe(visitor)
})
