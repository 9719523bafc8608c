// AWS's list prices that the cost of a mailing is computed with, in dollars. They change and differ
// by region: the date and the region stand here, and are printed with every figure.

export const prices = {
  region: 'us-east-1',
  /** DynamoDB's on-demand prices have been these since then; the others for longer. */
  since: '2024-11-01',
  writeUnits: 0.625 / 1e6,
  readUnits: 0.125 / 1e6,
  sqsRequests: 0.4 / 1e6,
  snsPublishes: 0.5 / 1e6,
  lambdaRequests: 0.2 / 1e6,
  /** On arm64. */
  lambdaGigabyteSeconds: 0.000_013_333_4,
}

export type Billed = {
  writeUnits: number
  readUnits: number
  sqsRequests: number
  snsPublishes: number
}

/** Dollars for each part, and together. */
export function costOf(billed: Billed): Billed & { total: number } {
  const parts = {
    writeUnits: billed.writeUnits * prices.writeUnits,
    readUnits: billed.readUnits * prices.readUnits,
    sqsRequests: billed.sqsRequests * prices.sqsRequests,
    snsPublishes: billed.snsPublishes * prices.snsPublishes,
  }
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) }
}
