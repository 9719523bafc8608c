// Files in the shapes that banks in France write: CAMT.053 in an older and a newer version, and tables
// of several banks. All invented; the test decides on the lines.

export type TestLine = {
  date: string
  cents: number
  text?: string
  reference?: string
  endToEnd?: string
  status?: string
  currency?: string
}

export const testIban = 'FR7630001007941234567890185'

/** Two payouts and a rent. */
export const bankLines: TestLine[] = [
  { date: '2026-11-09', cents: 12_782, text: 'VIR SEPA STRIPE', reference: 'B1', endToEnd: 'ABC' },
  { date: '2026-11-10', cents: -140_000, text: 'VIR LOYER' },
  { date: '2026-11-16', cents: 6_526, text: 'VIR SEPA STRIPE', reference: 'B2' },
]

type Balances = { opening?: number; closing?: number }

/** `127.82` of 12782 cents; without a sign, as in CAMT. */
export function isoAmount(cents: number): string {
  const size = Math.abs(cents)
  return `${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`
}

/** `-1 234,56`, with a sign and the thousands parted by `space`. */
export function frenchAmount(cents: number, space = ' '): string {
  const [euros = '', rest = ''] = isoAmount(cents).split('.')
  const parted = euros.replace(/\B(?=(\d{3})+$)/g, space)
  return `${cents < 0 ? '-' : ''}${parted},${rest}`
}

/** `28/11/2026` of `2026-11-28`. */
export function frenchDay(day: string): string {
  return day.split('-').toReversed().join('/')
}

/** A statement as CAMT.053; the closing balance follows from the lines unless it is given. */
export function camtFile(
  lines: readonly TestLine[],
  options: Balances & { version?: '02' | '08'; prefix?: string; iban?: string; sep?: string } = {},
): string {
  const { version = '02', prefix = '', opening = 100_000, iban = testIban } = options
  const sum = lines.reduce(
    (total, { cents, status = 'BOOK' }) => (status === 'BOOK' ? total + cents : total),
    opening,
  )
  const days = lines.map(({ date }) => date).toSorted()
  const [from = '2026-11-01', to = '2026-11-30'] = [days[0], days.at(-1)]
  const body = [
    '<BkToCstmrStmt><GrpHdr><MsgId>RELEVE1</MsgId><CreDtTm>2026-12-01T05:00:00+01:00</CreDtTm></GrpHdr>',
    '<Stmt><Id>2026-11</Id><ElctrncSeqNb>11</ElctrncSeqNb><CreDtTm>2026-12-01T05:00:00+01:00</CreDtTm>',
    `<FrToDt><FrDtTm>${from}T00:00:00+01:00</FrDtTm><ToDtTm>${to}T23:59:59+01:00</ToDtTm></FrToDt>`,
    `<Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>EDITIONS EXEMPLE</Nm></Ownr></Acct>`,
    balance('OPBD', opening, from),
    balance('CLBD', options.closing ?? sum, to),
    ...lines.map((line) => entry(line, version)),
    '</Stmt></BkToCstmrStmt>',
  ].join('\n')
  const space = `urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}`
  const named = prefix === '' ? body : body.replace(/<(\/?)([A-Z])/g, `<$1${prefix}:$2`)
  const [open, close] =
    prefix === ''
      ? [`<Document xmlns="${space}">`, '</Document>']
      : [`<${prefix}:Document xmlns:${prefix}="${space}">`, `</${prefix}:Document>`]
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}\n${named}\n${close}\n`
}

function balance(code: string, cents: number, day: string): string {
  const side = cents < 0 ? 'DBIT' : 'CRDT'
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${isoAmount(cents)}</Amt><CdtDbtInd>${side}</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`
}

function entry(line: TestLine, version: '02' | '08'): string {
  const { date, cents, text = '', reference, endToEnd, status = 'BOOK', currency = 'EUR' } = line
  const side = cents < 0 ? 'DBIT' : 'CRDT'
  const isNew = version === '08'
  const party = isNew
    ? `<Dbtr><Pty><Nm>${xml(text)}</Nm></Pty></Dbtr>`
    : `<Dbtr><Nm>${xml(text)}</Nm></Dbtr>`
  return [
    `<Ntry><Amt Ccy="${currency}">${isoAmount(cents)}</Amt><CdtDbtInd>${side}</CdtDbtInd>`,
    isNew ? `<Sts><Cd>${status}</Cd></Sts>` : `<Sts>${status}</Sts>`,
    `<BookgDt><Dt>${date}</Dt></BookgDt><ValDt><Dt>${date}</Dt></ValDt>`,
    reference ? `<AcctSvcrRef>${reference}</AcctSvcrRef>` : '',
    '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>',
    `<NtryDtls><TxDtls><Refs><EndToEndId>${endToEnd ?? 'NOTPROVIDED'}</EndToEndId></Refs>`,
    `<RltdPties>${party}</RltdPties>`,
    '</TxDtls></NtryDtls></Ntry>',
  ].join('')
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** A table with one signed amount, as a bank with a column of dates of accounting writes it. */
export function signedTable(lines: readonly TestLine[]): string {
  return [
    '="0201900016400270";01/11/2026;30/11/2026;',
    'date_comptabilisation;libellé_complet_operation;montant_operation;devise;',
    ...lines.map(
      ({ date, cents, text = '', currency = 'EUR' }) =>
        `${frenchDay(date)};${text};${frenchAmount(cents, '')};${currency};`,
    ),
    '',
  ].join('\r\n')
}

/** A table with a column for debits and one for credits, some lines of the bank's own above and below. */
export function sidedTable(lines: readonly TestLine[]): string {
  return [
    'Téléchargement du 01/12/2026;;;;',
    'Compte courant carte n° 12345678901;;;;',
    'Solde au 30/11/2026 1 234,56 €;;;;',
    '',
    'Date;Libellé;Débit euros;Crédit euros;',
    ...lines.map(({ date, cents, text = '' }) => {
      const size = frenchAmount(Math.abs(cents))
      return `${frenchDay(date)};"${text.replaceAll('"', '""')}";${cents < 0 ? size : ''};${cents < 0 ? '' : size};`
    }),
    'Total;;;;',
  ].join('\n')
}

/** A table with commas, points, a value date and the balance after each line, newest first. */
export function balanceTable(lines: readonly TestLine[], opening = 100_000): string {
  let sum = opening
  const rows = lines
    .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
    .map(({ date, cents, text = '' }) => {
      sum += cents
      const sign = (value: number) => `${value < 0 ? '-' : ''}${isoAmount(value)}`
      return `${frenchDay(date)},${frenchDay(date)},${sign(cents)},${text},${sign(sum)}`
    })
  return ["Date d'opération,Date de valeur,Montant,Libellé,Solde", ...rows.toReversed()].join('\n')
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** In ISO 8859-15, as older sites of banks hand tables out. */
export function latinBytes(text: string): Uint8Array {
  return Uint8Array.from([...text].map((char) => (char === '€' ? 0xa4 : char.charCodeAt(0))))
}
