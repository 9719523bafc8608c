// What the table of endpoints is written with: routes by method and path, lists with their filters.
import * as z from 'zod'
import type { Form } from './form.ts'
import { listing, readParams } from './params.ts'
import { idOf } from './pieces.ts'
import { listPage, present } from './present.ts'
import type { ObjectKind, Objects } from './store.ts'
import type { Work } from './work.ts'

export type Route = {
  method: 'GET' | 'POST' | 'DELETE'
  /** `/v1/customers/:id` */
  pattern: string
  run(work: Work, form: Form, ids: readonly string[]): unknown
}

export function route<T>(
  method: Route['method'],
  pattern: string,
  schema: z.ZodType<T>,
  act: (work: Work, params: T, id: string) => unknown,
): Route {
  return {
    method,
    pattern: `/v1${pattern}`,
    run: (work, form, ids) => act(work, readParams(schema, form), ids[0] ?? ''),
  }
}

export const nothing = z.strictObject({})
export const post = <T>(
  pattern: string,
  schema: z.ZodType<T>,
  act: (w: Work, p: T, id: string) => unknown,
) => route('POST', pattern, schema, act)
export const remove = <T>(
  pattern: string,
  schema: z.ZodType<T>,
  act: (w: Work, p: T, id: string) => unknown,
) => route('DELETE', pattern, schema, act)
export const read = (pattern: string, kind: ObjectKind) =>
  route('GET', `${pattern}/:id`, nothing, (work, _, one) => present(work, work.get(kind, one)))

/**
 * A list with its filters: each a test of a record against the given value. `about`: an object that
 * was asked for and by which the records are found, without a look at all of them.
 */
export function list<K extends ObjectKind, Shape extends z.ZodRawShape>(
  pattern: string,
  kind: K,
  shape: Shape,
  fits: (record: Objects[K], asked: z.infer<z.ZodObject<Shape>>, work: Work) => boolean,
  about: (asked: z.infer<z.ZodObject<Shape>>) => string | undefined = () => undefined,
): Route {
  return route('GET', pattern, z.strictObject({ ...listing, ...shape }), (work, params) => {
    const asked = params as z.infer<z.ZodObject<Shape>>
    const to = about(asked)
    const records = to === undefined ? work.all(kind) : work.referring(kind, to)
    return listPage(work, {
      kind,
      url: `/v1${pattern}`,
      records: (records as Objects[K][]).filter((one) => fits(one, asked, work)),
      listing: params as z.infer<typeof Listing>,
    })
  })
}
export const Listing = z.strictObject(listing)

/** A filter that was not given lets everything through. */
export const same = (asked: unknown, value: unknown) => asked === undefined || asked === value
export const refers = (asked: string | undefined, value: Parameters<typeof idOf>[0]) =>
  same(asked, idOf(value as never))
