// Gives up an invoice that was not paid, so that no later try takes money for it.
import type { Stripe } from 'stripe'
import { isEnded } from './client.ts'

/** Stripe voids what is open or uncollectible; what it refuses says by its status why. */
export async function voidInvoice(
  client: Stripe,
  { invoiceId, key }: { invoiceId: string; key: string },
): Promise<{ kind: 'void' | 'paid' | 'processing' }> {
  try {
    await client.invoices.voidInvoice(invoiceId, {}, { idempotencyKey: key })
    return { kind: 'void' }
  } catch (error) {
    if (!isEnded(error)) throw error
    const { status } = await client.invoices.retrieve(invoiceId)
    if (status === 'paid') return { kind: 'paid' }
    if (status === 'void') return { kind: 'void' }
    // An open one whose debit is under way can't be voided until the bank has spoken.
    if (status === 'open') return { kind: 'processing' }
    throw error
  }
}
