import { consoleHandler } from '#runtime/console'

export const handler = consoleHandler()
