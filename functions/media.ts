import { mediaHandler } from '#runtime/media'

export const handler = mediaHandler()
