// What this Stripe refuses, in Stripe's own shape: `{error: {type, code, message, param}}`.

export type RefusalType = 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error'

export type RefusalDetails = {
  type?: RefusalType
  code?: string
  param?: string
  status?: number
  /** More fields of the error object: `decline_code`, `charge`, `payment_intent`. */
  more?: Record<string, unknown>
}

/** Thrown inside a unit of work: nothing of it is kept, unless `keepsWork` says so. */
export class StripeRefusal extends Error {
  readonly details: RefusalDetails
  /** A declined card leaves its charge behind: what was done so far stays. */
  readonly keepsWork: boolean

  constructor(message: string, details: RefusalDetails = {}, keepsWork = false) {
    super(message)
    this.name = 'StripeRefusal'
    this.details = details
    this.keepsWork = keepsWork
  }

  get status(): number {
    return this.details.status ?? (this.details.type === 'card_error' ? 402 : 400)
  }

  body(requestId: string): { error: Record<string, unknown> } {
    const { type = 'invalid_request_error', code, param, more } = this.details
    return {
      error: {
        type,
        message: this.message,
        ...(code === undefined ? {} : { code }),
        ...(param === undefined ? {} : { param }),
        ...more,
        request_log_url: `/sandbox/stripe#${requestId}`,
      },
    }
  }
}

/** `No such customer: 'cus_1'`, as Stripe says it. */
export function noSuch(what: string, id: string, param = 'id'): StripeRefusal {
  return new StripeRefusal(`No such ${what}: '${id}'`, {
    code: 'resource_missing',
    param,
    status: 404,
  })
}

/** The state of an object does not allow what was asked. */
export function wrongState(message: string, code?: string, param?: string): StripeRefusal {
  return new StripeRefusal(message, {
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  })
}
