// Parameters at the door: the pieces their schemas are made of, and what a wrong one is answered.
import * as z from 'zod'
import type { Form } from './form.ts'
import { StripeRefusal } from './refusal.ts'

export const text = z.string().max(5_000)
export const id = z.string().min(1).max(255)
export const whole = z
  .string()
  .regex(/^-?\d{1,12}$/, 'Invalid integer')
  .transform(Number)
export const positive = whole.refine((number) => number >= 1, 'Must be greater than or equal to 1')
export const notNegative = whole.refine((number) => number >= 0, 'Must not be negative')
export const decimal = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,12})?$/, 'Invalid decimal')
  .transform(Number)
export const flag = z
  .enum(['true', 'false'], 'Invalid boolean')
  .transform((word) => word === 'true')
export const currency = z
  .string()
  .regex(/^[a-z]{3}$/i, 'Invalid currency')
  .transform((code) => code.toLowerCase())
export const metadata = z
  .union([
    z.literal('').transform(() => ({}) as Record<string, string>),
    z
      .record(z.string().max(40), z.string().max(500))
      .refine((given) => Object.keys(given).length <= 50, 'Too many keys'),
  ])
  .optional()
export const address = z.strictObject({
  city: text.optional(),
  country: text.optional(),
  line1: text.optional(),
  line2: text.optional(),
  postal_code: text.optional(),
  state: text.optional(),
})
export const taxRates = z.union([z.literal('').transform(() => []), z.array(id).max(5)]).optional()
export const billingMode = z
  .strictObject({
    type: z.enum(['classic', 'flexible']),
    flexible: z.strictObject({ proration_discounts: text.optional() }).optional(),
  })
  .optional()

/** A moment or a range of them: `created=…`, `created[gte]=…`. */
const range = z
  .union([
    whole,
    z.strictObject({
      gt: whole.optional(),
      gte: whole.optional(),
      lt: whole.optional(),
      lte: whole.optional(),
    }),
  ])
  .optional()
export type Range = z.infer<typeof range>

/** What every list takes. */
export const listing = {
  limit: whole.refine((n) => n >= 1 && n <= 100, 'Must be between 1 and 100').optional(),
  starting_after: id.optional(),
  ending_before: id.optional(),
  created: range,
}

/** Whether a moment lies in what a list was asked for. */
export function isWithin(moment: number, asked: Range): boolean {
  if (asked === undefined) return true
  if (typeof asked === 'number') return moment === asked
  const { gt, gte, lt, lte } = asked
  return (
    (gt === undefined || moment > gt) &&
    (gte === undefined || moment >= gte) &&
    (lt === undefined || moment < lt) &&
    (lte === undefined || moment <= lte)
  )
}

/**
 * Reads parameters by their schema.
 * @throws StripeRefusal that names the first wrong one as Stripe does.
 */
export function readParams<T>(schema: z.ZodType<T>, form: Form): T {
  const read = schema.safeParse(form)
  if (read.success) return read.data
  throw refusalOf(deepest(read.error.issues[0] as z.core.$ZodIssue, []), form)
}

/** Of a union's branches, the complaint that goes deepest is the one that is meant. */
function deepest(issue: z.core.$ZodIssue, base: PropertyKey[]): z.core.$ZodIssue {
  const path = [...base, ...issue.path]
  if (issue.code !== 'invalid_union') return { ...issue, path }
  const found = issue.errors
    .map((errors) => errors[0])
    .filter((inner) => inner !== undefined)
    .map((inner) => deepest(inner, path))
    .sort((a, b) => b.path.length - a.path.length)[0]
  return found ?? { ...issue, path }
}

function refusalOf(issue: z.core.$ZodIssue, form: Form): StripeRefusal {
  if (issue.code === 'unrecognized_keys') {
    const param = nameOf([...issue.path, issue.keys[0] as string])
    return new StripeRefusal(`Received unknown parameter: ${param}`, {
      code: 'parameter_unknown',
      param,
    })
  }
  const param = nameOf(issue.path)
  if (valueAt(form, issue.path) === undefined)
    return new StripeRefusal(`Missing required param: ${param}.`, {
      code: 'parameter_missing',
      param,
    })
  const isInteger = issue.message === 'Invalid integer'
  return new StripeRefusal(`Invalid ${param}: ${issue.message}`, {
    code: isInteger ? 'parameter_invalid_integer' : 'parameter_invalid',
    param,
  })
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map((part, depth) => (depth === 0 ? String(part) : `[${String(part)}]`)).join('')
}

function valueAt(form: Form, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    form,
  )
}
