// The typefaces of papers, from where they lie in the sources.
import { fileURLToPath } from 'node:url'
import { paperFacesIn } from '#runtime/paper-faces'

export const paperFaces = paperFacesIn(
  fileURLToPath(new URL('../../packages/finance/papers/faces', import.meta.url)),
)
