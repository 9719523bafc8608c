// Who an invoice is for, as it is printed, and why what it sells bears no VAT. Pure.
import type { Stripe } from 'stripe'
import type { InvoiceLine, Party, TaxLine } from '#finance/documents'
import type { Order } from '#subscriptions/order'
import { addressLines } from '#subscriptions/postal-address'
import { countryOf, territoryOf } from '#tax/territory'

/** The address as it was at Stripe when the invoice was made; the names that the order has. */
export function buyerOf(
  invoice: Pick<
    Stripe.Invoice,
    'customer_name' | 'customer_email' | 'customer_address' | 'customer_tax_ids'
  >,
  order: Pick<Order, 'buyer'> | undefined,
): Party {
  const { customer_address: address, customer_tax_ids: taxIds } = invoice
  const company = order?.buyer.company
  const vatNumber = taxIdOf(taxIds, 'eu_vat') ?? order?.buyer.vatNumber
  const siren = taxIdOf(taxIds, 'fr_siren')
  const country = address?.country ?? order?.buyer.country
  return {
    name: (order?.buyer.name ?? invoice.customer_name ?? '').slice(0, 500),
    ...(company ? { company } : {}),
    lines: linesOf(address),
    ...(country ? { country: country.slice(0, 2) } : {}),
    ...(siren ? { siren: siren.slice(0, 14) } : {}),
    ...(vatNumber ? { vatNumber: vatNumber.slice(0, 20) } : {}),
  }
}

function linesOf(address: Stripe.Address | null): string[] {
  if (address === null) return []
  const town = [address.postal_code, address.city].filter((part) => part).join(' ')
  return [address.line1, address.line2, town]
    .flatMap((line) => (line?.trim() ? [line.trim().slice(0, 500)] : []))
    .slice(0, 8)
}

function taxIdOf(
  ids: readonly Stripe.Invoice.CustomerTaxId[] | null | undefined,
  type: string,
): string | undefined {
  return ids?.find((one) => one.type === type)?.value ?? undefined
}

/** Where copies go, if not to the buyer: a gift's recipient. */
export function deliveryOf(order: Pick<Order, 'gift' | 'delivery'> | undefined): Party | undefined {
  if (!order?.gift || !order.delivery) return undefined
  const [name = '', ...lines] = addressLines(order.delivery)
  return { name, lines: lines.slice(0, 8), country: order.delivery.country }
}

/** Why no VAT is on a line, and where what it sells goes; with the amounts left to fill in. */
export function exemptionOf(about: {
  invoice: Pick<Stripe.Invoice, 'customer_address' | 'customer_tax_ids'>
  order: Pick<Order, 'buyer' | 'delivery' | 'gift' | 'price'> | undefined
  supply: InvoiceLine['supply']
}): Omit<TaxLine, 'net' | 'vat'> {
  const { order, supply } = about
  const at = placeOf(about)
  const territory = territoryOf(at)
  const ordered = order?.price.parts.find((part) => part.supply === supply)?.because
  const because = ordered ?? reasonIn(territory.kind, supply)
  return {
    ...{ scheme: 'exempt', rate: 0, place: countryOf(at) },
    ...(because === undefined ? {} : { because }),
  }
}

function reasonIn(
  kind: ReturnType<typeof territoryOf>['kind'],
  supply: InvoiceLine['supply'],
): TaxLine['because'] {
  const isDigital = supply === 'digital'
  if (kind === 'untaxedOverseas') return 'overseas'
  if (kind === 'eu') return isDigital ? 'reverseCharge' : 'intraCommunity'
  if (kind === 'outside') return isDigital ? 'notInFrance' : 'export'
  return undefined
}

/** What is printed is taxed where it goes, what is digital where its buyer is. */
function placeOf({ invoice, order, supply }: Parameters<typeof exemptionOf>[0]) {
  const goesTo = supply === 'print' && order?.gift ? order.delivery : undefined
  const address = invoice.customer_address
  const country = goesTo?.country ?? address?.country ?? order?.buyer.country ?? 'FR'
  const postcode = goesTo?.postcode ?? address?.postal_code ?? order?.buyer.postcode
  return { country, ...(postcode ? { postcode } : {}) }
}
