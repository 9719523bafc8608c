// The check before a newsletter is sent: what must be put right, and what should be looked at.
import type { Image, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { Sentence } from '#kernel/errors'
import type { ImageId } from '#kernel/ids'
import type { Publication } from '#publication/schema'
import type { Rendition } from './rendition.ts'

export type Finding = {
  /** An error forbids sending. */
  level: 'error' | 'warning'
  code: string
  /** What is wrong and what to do. */
  sentence: Sentence
  blockId?: string
}

export type CheckInput = {
  newsletter: Newsletter
  rendition: Rendition
  images: ReadonlyMap<ImageId, Image>
  issues: ReadonlyMap<number, Issue>
  publication: Publication
  audienceCount: number
  /** The proofreader's suggestions that are still open. */
  suggestions: readonly { blockId: string; sentence: Sentence }[]
}

/** All findings, errors first; empty when it may go. */
export function checkNewsletter(input: CheckInput): Finding[] {
  return input.audienceCount > 0
    ? []
    : [
        {
          level: 'error',
          code: 'audience',
          sentence: { fr: 'Aucun destinataire.', en: 'Nobody would get it.' },
        },
      ]
}
