import { planHandler } from '#runtime/plan'

export const handler = planHandler()
