// What is sold: the plans of the title, where print goes, and the rules for who does not pay. Part of
// publication.config.ts; without this block nothing is sold and no page is linked.
import * as z from 'zod'
import { Localised, Text } from './text.ts'

const Country = z.string().regex(/^[A-Z]{2}$/, { message: 'an ISO 3166-1 code such as FR' })
const Rate = z.number().int().min(0).max(10_000)

/**
 * `term`: a number of issues over 12 or 24 months. `monthly`: digital, a period, released daily.
 * `single`: one issue, also a back issue.
 */
export const PlanKind = z.enum(['term', 'monthly', 'single'])
export type PlanKind = z.infer<typeof PlanKind>

/** `both`: print and digital, one stream of copies by issue. */
export const Edition = z.enum(['print', 'digital', 'both'])
export type Edition = z.infer<typeof Edition>

export const Plan = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/, { message: 'small letters, digits and hyphens' }),
    name: Localised,
    description: Localised,
    edition: Edition,
    kind: PlanKind,
    /** Issues of a term, for each copy. */
    issues: z.number().int().min(1).max(120).optional(),
    months: z.union([z.literal(12), z.literal(24)]).optional(),
    /** For one copy in mainland France, VAT included. */
    priceCents: z.number().int().min(50).max(1_000_000),
    /**
     * Of `priceCents`, what the digital edition of `both` costs: needed only where a member state
     * taxes print and digital at different rates.
     */
    digitalPartCents: z.number().int().min(1).max(1_000_000).optional(),
    /** Whether it renews tacitly. A gift of it never does. */
    renews: z.boolean(),
    /** How many issues a double issue uses up, as printed on the offer. */
    doubleUses: z.union([z.literal(1), z.literal(2)]).default(1),
    /** Whether special numbers are part of it (and use one up). */
    hasSpecials: z.boolean().default(false),
    giftable: z.boolean().default(false),
  })
  .superRefine((plan, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message, input: plan })
    if (plan.kind === 'term') {
      if (plan.issues === undefined) fault('issues', 'a term has a number of issues')
      if (plan.months === undefined) fault('months', 'a term lasts 12 or 24 months')
    } else if (plan.issues !== undefined || plan.months !== undefined)
      fault('kind', 'only a term has issues and months')
    if (plan.kind === 'monthly' && plan.edition !== 'digital')
      fault('edition', 'a monthly plan is digital')
    if (plan.kind === 'monthly' && !plan.renews) fault('renews', 'a monthly plan renews')
    if (plan.kind === 'single' && plan.renews) fault('renews', 'a single issue does not renew')
    if (plan.kind !== 'term' && plan.giftable) fault('giftable', 'a gift is a term')
    if (plan.digitalPartCents !== undefined) {
      if (plan.edition !== 'both') fault('digitalPartCents', 'a part of print and digital alone')
      if (plan.digitalPartCents >= plan.priceCents)
        fault('digitalPartCents', 'less than the whole price')
    }
  })
export type Plan = z.infer<typeof Plan>

export const Subscriptions = z.strictObject({
  plans: z
    .array(Plan)
    .min(1)
    .max(40)
    .refine((plans) => new Set(plans.map(({ id }) => id)).size === plans.length, {
      message: 'ids that differ',
    }),
  /** Countries and French collectivities that print is sent to (`FR`, `GP`, `BE` …). */
  deliversTo: z.array(Country).max(250),
  /**
   * Sales to consumers in other member states (domain-rules §2.4): whether they are above the yearly
   * threshold, and then the rates by country, in basis points.
   */
  union: z
    .strictObject({
      isAboveThreshold: z.boolean().default(false),
      rates: z
        .record(Country, z.strictObject({ print: Rate.optional(), digital: Rate.optional() }))
        .default({}),
    })
    .default({ isAboveThreshold: false, rates: {} }),
  /** A renewal that was not paid: for how long it is tried again, and whether digital stays open. */
  unpaid: z
    .strictObject({
      graceDays: z.number().int().min(0).max(60).default(14),
      keepsAccess: z.boolean().default(true),
      /** Days after the first refusal on which the reader is reminded; one after the end is none. */
      remindAfterDays: z.array(z.number().int().min(1).max(59)).max(5).default([5, 10]),
    })
    .default({ graceDays: 14, keepsAccess: true, remindAfterDays: [5, 10] }),
  /** After so many days an issue that was dispatched counts as received. */
  postDays: z.number().int().min(1).max(30).default(7),
  /** The consumer mediator (Code de la consommation, L616-1). */
  mediator: z.strictObject({ name: Text, address: Text, url: z.url().max(300) }),
})
export type Subscriptions = z.infer<typeof Subscriptions>
