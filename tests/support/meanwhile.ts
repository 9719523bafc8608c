// A table on which something else happens in between: once, just before the first call that fits.
import type { Table } from '#aws/table'

/** `method`: of which calls; `fits`: by what they are given (absent: any). */
export function meanwhile(
  table: Table,
  method: 'put' | 'update' | 'query' | 'queryPage',
  act: () => Promise<unknown>,
  fits: (given: unknown[]) => boolean = () => true,
): Table {
  let isDone = false
  const before = async (given: unknown[]) => {
    if (isDone || !fits(given)) return
    isDone = true
    await act()
  }
  return new Proxy(table, {
    get: (target, name, receiver) => {
      const call = Reflect.get(target, name, receiver).bind(target)
      if (name !== method) return call
      if (name === 'query')
        return async function* (...given: unknown[]) {
          await before(given)
          yield* call(...given)
        }
      return async (...given: unknown[]) => {
        await before(given)
        return await call(...given)
      }
    },
  })
}
