import { tickHandler } from '#runtime/tick'

export const handler = tickHandler()
