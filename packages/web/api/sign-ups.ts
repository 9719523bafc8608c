// The JSON door of the sign-up: what it takes, what it answers, and the handler.
import type { Context } from 'hono'
import * as z from 'zod'
import { type Locale, locales, type Sentence } from '#kernel/errors'
import { challengeLimits, SignUpChallenge } from '#readers/challenge'
import { type RequestSignUpDeps, requestSignUp } from '#readers/request-sign-up'

export const apiLimits = { bodyBytes: 4_096, addressLength: 1_000, topics: 20 }

export type SignUpApiDeps = RequestSignUpDeps & {
  /** Origin without a trailing slash. */
  siteUrl: string
  clientIp: (c: Context) => string
}

export const SignUpRequest = z
  .object({
    email: z
      .string()
      .max(apiLimits.addressLength)
      .meta({ description: 'The address to sign up.', examples: ['prenom.nom@example.org'] }),
    locale: z
      .enum(locales)
      .optional()
      .meta({ description: 'Language of mails and messages; the publication’s own when absent.' }),
    topics: z
      .array(z.string().max(40))
      .max(apiLimits.topics)
      .optional()
      .meta({ description: 'Ids of the topics wanted; all of them when absent or empty.' }),
    challenge: z.string().max(challengeLimits.solutionLength).optional().meta({
      description: 'The answer to a challenge of an earlier 429: base64 of its JSON.',
    }),
  })
  .meta({ id: 'SignUpRequest' })

export const Accepted = z
  .object({ status: z.literal('accepted') })
  .meta({ id: 'Accepted', description: 'The same for every well-formed address.' })

export const Malformed = z
  .object({
    status: z.literal('malformed'),
    message: z.string(),
    fields: z
      .record(z.string(), z.string())
      .meta({ description: 'A sentence for each field that was refused.' }),
    suggestion: z
      .string()
      .optional()
      .meta({ description: 'An address that may have been meant; ask before you use it.' }),
  })
  .meta({ id: 'Malformed' })

export const Challenge = SignUpChallenge.meta({
  id: 'Challenge',
  description: 'A proof of work in the format of altcha.',
})

export const Challenged = z
  .object({
    status: z.literal('challenge'),
    message: z.string(),
    challenge: Challenge,
    howToAnswer: z.string(),
  })
  .meta({ id: 'Challenged' })

export const TooLarge = z
  .object({ status: z.literal('tooLarge'), message: z.string() })
  .meta({ id: 'TooLarge' })

/** `POST /api/sign-ups`; the body has been limited before. */
export async function postSignUp(c: Context, deps: SignUpApiDeps): Promise<Response> {
  c.header('cache-control', 'no-store')
  const body = parseJson(await c.req.text())
  const locale = answerLocale(c, body, deps.publication.locale)
  c.header('content-language', locale)
  if (body === undefined) return malformed(c, sentences.json[locale], {})
  const request = SignUpRequest.safeParse(body)
  if (!request.success)
    return malformed(c, sentences.malformed[locale], fieldsOf(request.error, locale))
  const outcome = await requestSignUp(deps, {
    ...request.data,
    ip: deps.clientIp(c),
    userAgent: c.req.header('user-agent') ?? '',
    formUrl: `${deps.siteUrl}/api/sign-ups`,
    source: 'api',
  })
  switch (outcome.kind) {
    case 'accepted':
      return c.json({ status: 'accepted' } satisfies z.infer<typeof Accepted>, 202)
    case 'malformed':
      return malformed(
        c,
        sentences.malformed[locale],
        inLocale(outcome.fields, locale),
        outcome.suggestion,
      )
    case 'challenge':
      return c.json(
        {
          status: 'challenge',
          message: outcome.sentence[locale],
          challenge: outcome.challenge,
          howToAnswer: `${deps.siteUrl}${locale === 'en' ? '/en' : ''}/api#challenge`,
        } satisfies z.infer<typeof Challenged>,
        429,
      )
  }
}

/** The answer to a body over the limit. */
export function signUpTooLarge(c: Context, fallback: Locale): Response {
  const locale = answerLocale(c, undefined, fallback)
  const message = sentences.tooLarge[locale]
  return c.json({ status: 'tooLarge', message } satisfies z.infer<typeof TooLarge>, 413)
}

function malformed(
  c: Context,
  message: string,
  fields: Record<string, string>,
  suggestion?: string,
): Response {
  const answer: z.infer<typeof Malformed> = { status: 'malformed', message, fields }
  if (suggestion !== undefined) answer.suggestion = suggestion
  return c.json(answer, 422)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The body's own language if it names one, else the browser's, else the publication's. */
function answerLocale(c: Context, body: unknown, fallback: Locale): Locale {
  const asked = z.object({ locale: z.enum(locales) }).safeParse(body)
  if (asked.success) return asked.data.locale
  const accepted = (c.req.header('accept-language') ?? '').slice(0, 200).toLowerCase()
  const first = accepted
    .split(',')
    .map((part) => part.trim().slice(0, 2))
    .find((part) => part === 'fr' || part === 'en')
  return (first as Locale | undefined) ?? fallback
}

function fieldsOf(error: z.ZodError, locale: Locale): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const { path } of error.issues) {
    const name = String(path[0] ?? 'body')
    const sentence = (shapes as Record<string, Sentence>)[name] ?? shapes.body
    fields[name] ??= sentence[locale]
  }
  return fields
}

function inLocale(
  fields: Readonly<Record<string, Sentence | undefined>>,
  locale: Locale,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, sentence]) =>
      sentence === undefined ? [] : [[name, sentence[locale]]],
    ),
  )
}

const sentences = {
  json: {
    fr: 'Le corps de la requête doit être du JSON, par exemple {"email": "prenom.nom@example.org"}.',
    en: 'The body must be JSON, such as {"email": "first.last@example.org"}.',
  },
  malformed: {
    fr: 'L’inscription n’a pas été prise en compte ; corrigez les champs indiqués.',
    en: 'The sign-up was not taken; correct the fields named.',
  },
  tooLarge: {
    fr: 'La requête dépasse 4 096 octets ; n’envoyez que l’adresse, la langue et les rubriques.',
    en: 'The request is over 4,096 bytes; send the address, language and topics alone.',
  },
} satisfies Record<string, Sentence>

const shapes = {
  body: {
    fr: 'Envoyez un objet JSON avec au moins le champ email.',
    en: 'Send a JSON object with at least the field email.',
  },
  email: {
    fr: 'Indiquez une adresse e-mail, sous forme de texte de 1 000 caractères au plus.',
    en: 'Give an e-mail address as text of at most 1,000 characters.',
  },
  locale: {
    fr: 'Choisissez « fr » ou « en ».',
    en: 'Choose “fr” or “en”.',
  },
  topics: {
    fr: 'Donnez une liste d’au plus 20 identifiants de rubriques.',
    en: 'Give a list of at most 20 topic ids.',
  },
  challenge: {
    fr: 'Donnez la réponse à la vérification sous forme de texte en base64.',
    en: 'Give the answer to the challenge as base64 text.',
  },
} satisfies Record<string, Sentence>
