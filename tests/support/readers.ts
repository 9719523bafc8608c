// Builders for tests about readers: dependencies over a table, requests, and the mail intents that
// are open, sent the way delivery sends them.
import type { Key } from '#aws/keys'
import type { Table } from '#aws/table'
import type { ReaderId } from '#kernel/ids'
import type { Intent } from '#kernel/intents'
import { minuteMs } from '#kernel/time'
import { parseAddress } from '#readers/address'
import { type ConfirmSignUpInput, confirmSignUp } from '#readers/confirm-sign-up'
import { formToken } from '#readers/form-token'
import { confirmToken } from '#readers/links'
import { readerId } from '#readers/reader-id'
import { type RequestSignUpInput, requestSignUp } from '#readers/request-sign-up'
import { changeReader, getReader } from '#readers/store'
import { handClock, publication, seededIds, seededRandom } from './editorial.ts'

export const signingKeys = [{ id: 'k1', secret: 'a signing secret that is only for tests' }]
export const readerKeys = [{ version: 1, secret: 'a reader secret that is only for tests' }]
export const siteUrl = 'https://en-contact.example'

export const origin = {
  ip: '203.0.113.7',
  userAgent: 'test browser',
  formUrl: `${siteUrl}/`,
  source: 'site',
}

export function readerDeps(table: Table, seed = 1) {
  const clock = handClock()
  const hints: Key[] = []
  return {
    table,
    clock,
    makeId: seededIds(clock, seed),
    random: seededRandom(seed),
    signingKeys,
    readerKeys,
    publication,
    siteUrl,
    hints,
    hint: async (key: Key) => {
      hints.push(key)
    },
  }
}
export type ReaderTestDeps = ReturnType<typeof readerDeps>

/** Ids of addresses; the address must be a good one. */
export function idOf(email: string): ReaderId {
  const parsed = parseAddress(email)
  if (parsed.kind !== 'address') throw new Error(`${email} is no address`)
  return readerId(readerKeys, parsed.email)
}

/** A sign-up by a person on the site: a form that was read for five seconds. */
export function aRequest(
  deps: ReaderTestDeps,
  change: Partial<RequestSignUpInput> = {},
): RequestSignUpInput {
  const served = new Date(deps.clock().getTime() - 5_000)
  return {
    email: 'jeanne.verger@example.org',
    formToken: formToken(signingKeys, served),
    ...origin,
    ...change,
  }
}

export async function signUp(deps: ReaderTestDeps, change: Partial<RequestSignUpInput> = {}) {
  return requestSignUp(deps, aRequest(deps, change))
}

/** Takes the open mail intent out of a reader's item, as the sender does when it has sent it. */
export async function sendMail(deps: ReaderTestDeps, id: ReaderId): Promise<Intent | undefined> {
  const reader = await getReader(deps.table, id, { consistent: true })
  if (!reader?.intent) return undefined
  await changeReader(deps.table, id, { changes: { set: {}, remove: ['intent'] } })
  return reader.intent
}

/** The token that the reader's confirmation mail holds. */
export async function confirmationToken(deps: ReaderTestDeps, email: string): Promise<string> {
  const intent = await sendMail(deps, idOf(email))
  const signUpId = intent?.data['signUpId']
  if (signUpId === undefined) throw new Error('No confirmation mail is waiting')
  return confirmToken(signingKeys, {
    readerId: idOf(email),
    signUpId,
    now: deps.clock(),
    hours: publication.limits.confirmationHours,
  })
}

export function confirm(
  deps: ReaderTestDeps,
  token: string,
  change: Partial<ConfirmSignUpInput> = {},
) {
  return confirmSignUp(deps, { token, ...origin, ...change })
}

/** Signs up and confirms; the welcome mail is sent. */
export async function aConfirmedReader(deps: ReaderTestDeps, email: string): Promise<ReaderId> {
  await signUp(deps, { email })
  const token = await confirmationToken(deps, email)
  deps.clock.forward(minuteMs)
  const outcome = await confirm(deps, token)
  if (outcome.kind !== 'confirmed') throw new Error(`Not confirmed: ${outcome.kind}`)
  await sendMail(deps, outcome.reader.id)
  return outcome.reader.id
}
