import { sendHandler } from '#runtime/send'

export const handler = sendHandler()
