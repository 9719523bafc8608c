// The bodies that Stripe's clients send: form-encoded, `a[b]=…` for fields, `a[0]=…` and `a[]=…` for
// lists.
import { StripeRefusal } from './refusal.ts'

export type FormValue = string | FormValue[] | { [name: string]: FormValue }
export type Form = { [name: string]: FormValue }

const mostFields = 2_000
const deepest = 10

/**
 * Decodes a body or query.
 * @throws StripeRefusal when it is no form.
 */
export function decodeForm(text: string): Form {
  const form: Form = {}
  const pairs = [...new URLSearchParams(text)]
  if (pairs.length > mostFields) throw new StripeRefusal('Too many parameters')
  for (const [name, value] of pairs) {
    const path = pathOf(name)
    if (path.length > deepest || path.includes('__proto__')) throw invalidName(name)
    put(form, path, value, name)
  }
  return withLists(form) as Form
}

function pathOf(name: string): string[] {
  const first = /^[^[\]]+/.exec(name)?.[0]
  const rest = name.slice(first?.length ?? 0)
  if (first === undefined || !/^(\[[^[\]]*\])*$/.test(rest)) throw invalidName(name)
  return [first, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, part]) => part as string)]
}

function put(form: Form, path: readonly string[], value: string, name: string): void {
  let at = form
  for (const [depth, given] of path.entries()) {
    const key = given === '' ? String(Object.keys(at).length) : given
    if (depth === path.length - 1) {
      at[key] = value
      return
    }
    const next = Object.hasOwn(at, key) ? at[key] : {}
    if (typeof next !== 'object' || Array.isArray(next)) throw invalidName(name)
    at[key] = next
    at = next
  }
}

/** Objects whose names are 0, 1, 2… are lists. */
function withLists(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([name, inner]) => [name, withLists(inner)] as const)
  const isList = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))
  if (!isList) return Object.fromEntries(entries)
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner)
}

function invalidName(name: string): StripeRefusal {
  return new StripeRefusal(`Invalid parameter name: ${name.slice(0, 100)}`, {
    code: 'parameter_invalid',
  })
}
