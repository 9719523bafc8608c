import { previewHandler } from '#runtime/preview'

export const handler = previewHandler()
