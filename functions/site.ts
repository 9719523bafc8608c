import { siteHandler } from '#runtime/site'

export const handler = siteHandler()
