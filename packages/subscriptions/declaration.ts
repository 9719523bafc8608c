// A declaration: that somebody cancels or withdraws, word for word as it was made and with its time.
// It is written down before anything is looked up, and is never refused. Pure.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'

export const declarationLimits = {
  name: 120,
  reference: 120,
  address: 300,
  motive: 1_000,
  reason: 500,
  /** From one network in an hour; more are written down and wait for a person, unanswered by mail. */
  perHour: 20,
  /** At one address, from wherever: nobody's mailbox is filled through us. */
  perAddressAndHour: 10,
}

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')
const Count = z.number().int().min(0)

/** `cancellation`: Code de la consommation, L215-1-1. `withdrawal`: L221-21. */
export const DeclarationKind = z.enum(['cancellation', 'withdrawal'])
export type DeclarationKind = z.infer<typeof DeclarationKind>

/** When it is to end. `soonest`: at once where the law allows it, else with what is paid. */
export const Wish = z.union([
  z.object({ kind: z.literal('soonest') }),
  z.object({ kind: z.literal('paid') }),
  z.object({ kind: z.literal('day'), day: z.iso.date() }),
])
export type Wish = z.infer<typeof Wish>

/** As it was typed (Code de la consommation, D215-2). */
export const Typed = z.object({
  name: z.string().max(declarationLimits.name),
  /** Normalised; for the receipt. */
  email: z.string().max(254).optional(),
  /** Where there is no e-mail: where the receipt is posted. */
  address: z.string().max(declarationLimits.address).optional(),
  reference: z.string().max(declarationLimits.reference).optional(),
  wish: Wish,
  motive: z.string().max(declarationLimits.motive).optional(),
})
export type Typed = z.infer<typeof Typed>

/**
 * What it comes to. `end`: no renewal, what is paid is served. `monthEnd`: the month goes to its end.
 * `now`: at once, for no notice came before the renewal; `withdrawn`: everything goes back.
 * `later`: a day that was wished for, until which nothing changes. `already`: it had ended.
 */
export const DeclarationEffect = z.object({
  kind: z.enum(['end', 'monthEnd', 'now', 'withdrawn', 'later', 'already']),
  /** The day it ends, or is expected to: that of the last paid issue. */
  endsOn: z.iso.date().optional(),
  /** Issues still served. */
  issuesLeft: Count,
  /** Cents that go back because of it. */
  givesBack: Count,
  /** Of a withdrawal: printed issues were sent, and come back to us. */
  hasPrintToReturn: z.boolean().optional(),
})
export type DeclarationEffect = z.infer<typeof DeclarationEffect>

/**
 * Why a person must look. `unknown`: no contract fits. `several`: more than one does. `other`: the
 * reference is somebody else's. `late`, `single`, `business`: no right to withdraw that we know of.
 * `motive`: an early end for a reason to be judged. `many`: too many from one place. `refund`: money
 * that did not go back.
 */
export const WaitingReason = z.enum([
  'unknown',
  'several',
  'other',
  'late',
  'single',
  'business',
  'motive',
  'many',
  'refund',
])
export type WaitingReason = z.infer<typeof WaitingReason>

/**
 * `received`: written down. `decided`: its contract is found, Stripe is not told yet. `applied`: it
 * has its effect. `waiting`: for a person. `closed`: by a person, with a reason.
 */
export const DeclarationStatus = z.enum(['received', 'decided', 'applied', 'waiting', 'closed'])
export type DeclarationStatus = z.infer<typeof DeclarationStatus>

export const Declaration = z.object({
  id: idSchema('declaration'),
  kind: DeclarationKind,
  /** `staff`: taken down by a member, of a call or a letter. */
  channel: z.enum(['site', 'staff']),
  by: z.string().max(254).optional(),
  typed: Typed,
  locale: z.enum(['fr', 'en']),
  /** When it was made: of a letter, the day it was posted. */
  at: Timestamp,
  /** What it was made on: the button, its page's version, where from. */
  proof: z.object({
    buttonLabel: z.string().max(200),
    textVersion: z.string().max(100),
    ip: z.string().max(64),
    userAgent: z.string().max(300),
  }),
  /** Of the address that was typed, by every key. */
  readerIds: z.array(idSchema('reader')).max(10),
  /** The order whose own link it was made with: whoever holds it was given it by us. */
  linked: idSchema('order').optional(),
  status: DeclarationStatus,
  waitingBecause: WaitingReason.optional(),
  contract: z
    .object({
      customerId: idSchema('customer'),
      orderId: idSchema('order'),
      subscriptionId: idSchema('subscription'),
      foundBy: z.enum(['link', 'reference', 'address', 'staff']),
    })
    .optional(),
  /** A person lets somebody withdraw who has no right to. */
  isGoodwill: z.boolean().optional(),
  effect: DeclarationEffect.optional(),
  /** How far the money is, once Stripe was told. */
  refund: z
    .object({
      kind: z.enum(['none', 'given', 'waiting', 'refused']),
      ...{ gross: Count, vat: Count, given: Count },
    })
    .optional(),
  appliedAt: Timestamp.optional(),
  closed: z
    .object({
      at: Timestamp,
      by: z.string().max(254),
      reason: z.string().max(declarationLimits.reason),
    })
    .optional(),
  updatedAt: Timestamp,
  version: z.number().int().min(1),
})
export type Declaration = z.infer<typeof Declaration>

/** What is said of it by mail, once each. `copy`: to the contract's own address. */
export const ReceiptKind = z.enum(['received', 'effect', 'copy'])
export type ReceiptKind = z.infer<typeof ReceiptKind>

export const Receipt = z.object({
  declarationId: idSchema('declaration'),
  what: ReceiptKind,
  /** Whom it goes to, as typed; the copy goes to the customer's address of that day. */
  readerId: idSchema('reader'),
})
export type Receipt = z.infer<typeof Receipt>
