import { feedbackHandler } from '#runtime/feedback'

export const handler = feedbackHandler()
