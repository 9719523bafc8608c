// Processes that die: every call a process makes through its ports can be its last, before the call
// does anything or just after it did. A dead process does nothing any more.

export class Death extends Error {
  constructor() {
    super('The process died')
    this.name = 'Death'
  }
}

/** Counts calls over all processes, and says which one is fatal. */
export type Fate = {
  calls: number
  diesAt?: number
  /** `twice`: nobody dies, but the answer is lost and the client's retry does it all again. */
  when?: 'before' | 'after' | 'twice'
  deaths: number
  /** Mortality of every call, by chance. */
  chance?: () => boolean
}

export function newFate(change: Partial<Fate> = {}): Fate {
  return { calls: 0, deaths: 0, ...change }
}

/** A process: wraps ports so that they share one life. `pause` yields between calls. */
export function newProcess(fate: Fate, pause: () => Promise<void> = async () => {}) {
  const life = { alive: true }
  async function live<T>(call: () => Promise<T>, retried = true): Promise<T> {
    await pause()
    if (!life.alive) throw new Death()
    fate.calls += 1
    const fatal = fate.calls === fate.diesAt || fate.chance?.() === true
    if (fatal) fate.deaths += 1
    if (fatal && fate.when === 'before') {
      life.alive = false
      throw new Death()
    }
    const first = await call()
    const result = fatal && fate.when === 'twice' && retried ? await call() : first
    if (fatal && fate.when !== 'twice') life.alive = false
    if (!life.alive) throw new Death()
    await pause()
    return result
  }
  /** Every method of the port that answers with a promise. */
  function mortal<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function') return value
        const method = value.bind(target) as (...input: unknown[]) => unknown
        if (name === 'query' || name === 'scan') return mortalWalk(method, live)
        // No client of ours sends a mail again by itself.
        const retried = !('quota' in target)
        return (...input: unknown[]) => live(async () => await method(...input), retried)
      },
    })
  }
  return { life, mortal }
}

/** What it answers, or that it died on the way; whatever else goes wrong is thrown. */
export async function lifeOf<T>(act: () => Promise<T>): Promise<T | 'died'> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Death)) throw error
    return 'died'
  }
}

/** Until it is through: every process that dies is followed by another. */
export async function untilDone<T>(act: () => Promise<T>, lives = 5): Promise<T> {
  for (let life = 0; life < lives; life++) {
    const answer = await lifeOf(act)
    if (answer !== 'died') return answer
  }
  throw new Error('It never came through')
}

/** A walk over a partition counts as one call. */
function mortalWalk(
  method: (...input: unknown[]) => unknown,
  live: <T>(call: () => Promise<T>) => Promise<T>,
) {
  return async function* (...input: unknown[]) {
    const items = await live(async () => {
      const all: unknown[] = []
      for await (const item of method(...input) as AsyncIterable<unknown>) all.push(item)
      return all
    })
    yield* items
  }
}
