import { financeHandler } from '#runtime/finance'

export const handler = financeHandler()
