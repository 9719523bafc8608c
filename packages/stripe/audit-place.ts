// Where a comparison stands: which of Stripe's lists, and after which object of it.

/** In the order they are compared in. Refunds and disputes are read as their charges. */
export const factLists = ['sessions', 'subscriptions', 'invoices', 'refunds', 'disputes'] as const
export type FactList = (typeof factLists)[number]

export type AuditPlace = { list: FactList; after?: string | undefined }

export const firstPlace: AuditPlace = { list: factLists[0] }
