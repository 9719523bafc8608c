import { mailHandler } from '#runtime/mail'

export const handler = mailHandler()
