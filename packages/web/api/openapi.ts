// The description of the JSON API, OpenAPI 3.1, made from the schemas that the doors parse with.
import * as z from 'zod'
import type { Publication } from '#publication/schema'
import { Accepted, Challenge, Challenged, Malformed, SignUpRequest, TooLarge } from './sign-ups.ts'

/** The document served at `/api/openapi.json`. */
export function openApi(options: { publication: Publication; siteUrl: string }) {
  const { publication, siteUrl } = options
  return {
    openapi: '3.1.0',
    info: {
      title: `${publication.name} – API`,
      version: '1.0.0',
      description: `Sign readers up for the newsletter of ${publication.name}.`,
      contact: { email: publication.identity.email },
    },
    servers: [{ url: siteUrl }],
    externalDocs: { url: `${siteUrl}/en/api`, description: 'The same for people' },
    paths: { '/api/sign-ups': { post: signUpOperation(publication) } },
    components: { schemas: schemas() },
  }
}

function signUpOperation(publication: Publication) {
  const topics = publication.topics.map(({ id, name }) => `${id} (${name.en})`).join(', ')
  const answer = (schema: string, description: string, example: unknown) => ({
    description,
    content: {
      'application/json': { schema: { $ref: `#/components/schemas/${schema}` }, example },
    },
  })
  return {
    operationId: 'requestSignUp',
    summary: 'Ask for the newsletter',
    description:
      'The address gets a mail with a link that confirms the sign-up; nothing is sent before that. The answer is the same whether the address is new, waiting, confirmed or unsubscribed. Topics: ' +
      `${topics || 'none'}.`,
    requestBody: {
      required: true,
      description: 'At most 4,096 bytes of JSON.',
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/SignUpRequest' },
          example: { email: 'prenom.nom@example.org', locale: 'fr' },
        },
      },
    },
    responses: {
      '202': answer('Accepted', 'Well formed. If a mail is due, it is on its way.', {
        status: 'accepted',
      }),
      '413': answer('TooLarge', 'The body is over 4,096 bytes.', {
        status: 'tooLarge',
        message: 'The request is over 4,096 bytes; send the address, language and topics alone.',
      }),
      '422': answer('Malformed', 'No JSON, or a field is malformed.', {
        status: 'malformed',
        message: 'The sign-up was not taken; correct the fields named.',
        fields: { email: 'The @ sign is missing, as in first.last@example.org.' },
      }),
      '429': answer(
        'Challenged',
        'Many sign-ups are coming in. Solve the challenge (a proof of work in the format of altcha: find a counter whose derived key starts with the prefix) and send the same request again with `challenge`, the base64 of the JSON `{"challenge": …, "solution": {"counter": …, "derivedKey": …}}`. A solution serves once, for 20 minutes.',
        undefined,
      ),
    },
  }
}

function schemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>()
  for (const schema of [SignUpRequest, Accepted, Malformed, Challenged, Challenge, TooLarge]) {
    const id = z.globalRegistry.get(schema)?.id
    if (id === undefined) throw new Error('A schema of the API has no id')
    registry.add(schema, { id })
  }
  const uri = (id: string) => `#/components/schemas/${id}`
  // As input: a later version may add properties, so none are forbidden.
  const made = z.toJSONSchema(registry, { uri, io: 'input' })
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $schema: _dialect, $id: _place, ...schema }]) => [
      id,
      schema,
    ]),
  )
}
