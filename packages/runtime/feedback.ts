// The feedback function: SES's events, a whole batch at once. What could not be applied goes back to
// the queue; what is no event is counted and done with.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { applyFeedback } from '#delivery/apply-feedback'
import { clock } from './clock.ts'
import * as parts from './parts.ts'

export function feedbackHandler() {
  const deps = { table: parts.table(), clock, log: parts.log }
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const messages = event.Records.map(({ messageId, body }) => ({ id: messageId, body }))
    const { failed } = await applyFeedback(deps, messages)
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
  }
}
