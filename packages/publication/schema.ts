// The schema of publication.config.ts: everything that makes this installation one title.
import * as z from 'zod'
import { locales } from '#kernel/errors'
import { isZone } from '#kernel/time'
import { Books } from './books.ts'
import { Subscriptions } from './plans.ts'
import { Localised, Text } from './text.ts'

const Colour = z.string().regex(/^#[0-9a-f]{6}$/i, { message: 'a colour such as #d8391f' })

/** SIREN: nine digits with a Luhn check digit (INSEE). */
export function isSiren(text: string): boolean {
  if (!/^\d{9}$/.test(text)) return false
  const sum = [...text].reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 1 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

export const Publication = z.strictObject({
  name: Text,
  tagline: Localised,
  /** Marks an installation whose people, companies and figures are invented. */
  sample: z.boolean().default(false),
  siteUrl: z.url().optional(),
  zone: z.string().refine(isZone, { message: 'an IANA time zone such as Europe/Paris' }),
  locale: z.enum(locales),
  /** Legal notice (LCEN art. 1-1) and the foot of every newsletter. */
  identity: z.strictObject({
    publisher: Text,
    legalForm: Text,
    capital: Text.optional(),
    address: z.array(Text).min(2).max(6),
    siren: z.string().refine(isSiren, { message: 'a SIREN: nine digits with a valid check digit' }),
    /** The register that the company is in, and its town: `RCS Paris` (C. com. R123-237). */
    register: Text.optional(),
    vatNumber: z
      .string()
      .regex(/^[A-Z]{2}[0-9A-Z]{2,13}$/, { message: 'a VAT number such as FR32123456782' })
      .optional(),
    director: Text,
    phone: z.string().regex(/^\+?[0-9 ().-]{6,24}$/, { message: 'a telephone number' }),
    email: z.email().max(254),
    host: z.strictObject({ name: Text, address: Text, phone: Text }),
    /** CPPAP number, `0127 T 81234` (domain-rules §8.1). */
    cppap: z
      .string()
      .regex(/^(0[1-9]|1[0-2])\d{2} ?[A-Z] ?\d{5}$/, { message: 'a CPPAP number' })
      .optional(),
    issn: z
      .string()
      .regex(/^\d{4}-\d{3}[\dX]$/, { message: 'an ISSN such as 1234-5679' })
      .optional(),
    dataProtection: z.email().max(254),
  }),
  sender: z.strictObject({
    name: Text,
    email: z.email().max(254),
    replyTo: z.email().max(254),
    /** Domain of List-Id and of bounce addresses. */
    domain: z.string().regex(/^[a-z0-9.-]+\.[a-z]{2,}$/),
  }),
  brand: z.strictObject({
    /** The one accent, on paper and on ink; both must hold 4.5:1 against their ground. */
    accent: Colour,
    accentDark: Colour,
    paper: Colour,
    ink: Colour,
    /** SVG source of the wordmark; drawn in `currentColor`. */
    logo: z.string().max(20_000).startsWith('<svg'),
  }),
  topics: z
    .array(z.strictObject({ id: z.string().regex(/^[a-z0-9-]{1,40}$/), name: Localised }))
    .max(20),
  /** How often newsletters come, in words, for the sign-up field. */
  frequency: Localised,
  /** Domain-rules §2.2 and the title's own promise. Shares of an issue's pages. */
  pageBudget: z.strictObject({
    newsMin: z.number().min(0).max(1),
    advertisingMax: z.number().min(0).max(1),
  }),
  /**
   * A call to the mail service broke off and no word of it came: `settle` calls that reader a second
   * time once half an hour of healthy feedback has passed (they may get the mail twice), `list` only
   * lists them.
   */
  onUncertain: z.enum(['settle', 'list']).default('settle'),
  sending: z
    .strictObject({
      /** Who is proposed to get a mailing first, and how long the rest waits then. */
      seeds: z.array(z.email().max(254)).max(20).default([]),
      seedWaitMinutes: z.number().int().min(1).max(1_440).default(15),
      /** A mailing to more readers waits for a second person; absent: never. */
      approvalAbove: z.number().int().min(0).optional(),
      /**
       * A mailing pauses itself above these shares, once `minCount` messages were accepted; so does
       * one receiving domain's part of it. SES reviews an account at 5 % hard bounces; Gmail wants
       * less than 0.30 % complaints (domain-rules §6.4).
       */
      brake: z
        .strictObject({
          minCount: z.number().int().min(10).max(1_000_000).default(500),
          bounceShare: z.number().gt(0).max(1).default(0.05),
          complaintShare: z.number().gt(0).max(1).default(0.003),
        })
        .default({ minCount: 500, bounceShare: 0.05, complaintShare: 0.003 }),
    })
    .default({
      seeds: [],
      seedWaitMinutes: 15,
      brake: { minCount: 500, bounceShare: 0.05, complaintShare: 0.003 },
    }),
  /** What is sold; absent: nothing is, and no page leads there. */
  subscriptions: Subscriptions.optional(),
  /** How the books are kept; there are some where something is sold. */
  books: Books.prefault({}),
  /** First staff: they receive sign-in links by mail. */
  staff: z
    .array(
      z.strictObject({
        email: z.email().max(254),
        name: Text,
        roles: z.array(z.enum(['marketing', 'finance', 'admin'])).min(1),
      }),
    )
    .min(1)
    .max(50),
  limits: z.strictObject({
    /** Gmail cuts a mail's HTML at 102,400 bytes. */
    mailHtmlBytes: z.number().int().min(10_000).max(102_400),
    uploadBytes: z.number().int().min(10_000).max(20_000_000),
    signUpsPerAddressAndDay: z.number().int().min(1).max(100),
    signUpsPerIpAndHour: z.number().int().min(1).max(10_000),
    signUpsPerDomainAndHour: z.number().int().min(1).max(100_000),
    /** Of all visitors together; beyond it each sign-up solves a challenge for a while. */
    signUpsPerMinute: z.number().int().min(1).max(100_000).default(120),
    confirmationHours: z.number().int().min(48).max(168),
    staffLinkMinutes: z.number().int().min(5).max(120),
    sessionDays: z.number().int().min(1).max(90),
  }),
})
export type Publication = z.infer<typeof Publication>
export type PublicationInput = z.input<typeof Publication>
export type StaffRole = Publication['staff'][number]['roles'][number]

/** Gives the literal in publication.config.ts its type, so that an editor completes it. */
export function definePublication(input: PublicationInput): PublicationInput {
  return input
}

/**
 * Parses the configuration once, at start.
 * @throws Error with one line a fault: the field, the value found and what was expected.
 */
export function parsePublication(input: unknown): Publication {
  const result = Publication.safeParse(input)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => {
    const field = issue.path.join('.') || '(the whole file)'
    const value = issue.path.reduce<unknown>(
      (at, name) => (at as Record<PropertyKey, unknown> | undefined)?.[name],
      input,
    )
    const shown = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 120)
    return `  ${field}: found ${shown}; ${issue.message}`
  })
  throw new Error(`publication.config.ts has ${lines.length} fault(s):\n${lines.join('\n')}`)
}
