// The links of declarations: the page that confirms one carries its id, so that a double click
// declares once; its receipt has an address of its own. Also the doors, prefilled for one contract.
import type { Locale } from '#kernel/errors'
import { type DeclarationId, idSchema } from '#kernel/ids'
import { readToken, type SigningKeys, signToken } from '#kernel/tokens'
import type { DeclarationKind } from './declaration.ts'
import { type OrderRef, orderToken } from './order-link.ts'

export function declarationToken(keys: SigningKeys, id: DeclarationId): string {
  return signToken(keys, { purpose: 'declaration', subject: id })
}

/** Undefined when it was not signed by us. */
export function readDeclarationToken(
  keys: SigningKeys,
  { token, now }: { token: string; now: Date },
): DeclarationId | undefined {
  const reading = readToken(keys, { purpose: 'declaration', token, now })
  if (reading.kind !== 'valid') return undefined
  return idSchema('declaration').safeParse(reading.subject).data
}

/** Path of the receipt of a declaration; English pages live under `/en`. */
export function declaredPath(locale: Locale, token: string): string {
  return `${locale === 'en' ? '/en' : ''}/declared/${token}`
}

/** Path of the door, filled in for the contract of this order: for its own reader alone. */
export function leavePath(
  keys: SigningKeys,
  { kind, locale, ...ref }: OrderRef & { kind: DeclarationKind; locale: Locale },
): string {
  const door = kind === 'cancellation' ? 'cancel' : 'withdraw'
  return `${locale === 'en' ? '/en' : ''}/${door}?order=${orderToken(keys, ref)}`
}
