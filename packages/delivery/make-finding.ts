// Findings of the pre-send check, in short.
import type { Sentence } from '#kernel/errors'
import type { Finding } from './check-newsletter.ts'

export const error = (code: string, sentence: Sentence): Finding => ({
  level: 'error',
  code,
  sentence,
})

export const warning = (code: string, sentence: Sentence): Finding => ({
  level: 'warning',
  code,
  sentence,
})
