// Who sells, as it is printed on an invoice: copied into the invoice on the day it is read, because a
// publisher that moves house moves no invoice that is out.
import * as z from 'zod'
import type { Publication } from '#publication/schema'

const Text = z.string().max(300)

export const Seller = z.object({
  /** The title that is sold. */
  title: Text,
  publisher: Text,
  legalForm: Text,
  capital: Text.optional(),
  address: z.array(Text).max(6),
  siren: z.string().max(14),
  /** `RCS Paris` (C. com. R123-237). */
  register: Text.optional(),
  vatNumber: z.string().max(20).optional(),
  phone: z.string().max(30),
  email: z.string().max(254),
  cppap: z.string().max(20).optional(),
  issn: z.string().max(10).optional(),
  /** What is due by a business that pays late, and that nothing is taken off for paying early. */
  latePenalty: Text,
  earlyPayment: Text,
})
export type Seller = z.infer<typeof Seller>

/** The seller of today. */
export function sellerOf({
  name,
  identity,
  books,
}: Pick<Publication, 'name' | 'identity' | 'books'>): Seller {
  const { publisher, legalForm, capital, address, siren, register, vatNumber } = identity
  const { phone, email, cppap, issn } = identity
  return Seller.parse({
    ...{ title: name, publisher, legalForm, capital, address, siren, register, vatNumber },
    ...{ phone, email, cppap, issn },
    ...books.papers,
  })
}
