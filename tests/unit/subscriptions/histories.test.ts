// Whole histories: whatever happens at Stripe, and in whatever order we hear of it, in the end every
// reader holds exactly the issues that were paid for.
import * as fc from 'fast-check'
import { it } from 'vitest'
import { seededRandom } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { Death, newFate, newProcess } from '../../support/mortal.ts'
import { expectTruth, playHistory, type Step } from '../../support/paying-history.ts'
import { payingWorld } from '../../support/paying-world.ts'

/** A busy machine is no fault. */
const patience = 240_000

/** Orders and deliveries come oftener than the rest. */
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(0, 7, 9, 9) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 10 }) },
  ),
  pick: fc.nat(40),
  amount: fc.nat(40),
})

it(
  'holds over random histories',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const world = await payingWorld(memoryTable())
        await playHistory(world, steps)
        await expectTruth(world)
      }),
      { numRuns: 80 },
    )
  },
  patience,
)

it(
  'holds although processes die at any call, and are started again',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.nat(100_000),
        fc.constantFrom('before' as const, 'after' as const, 'twice' as const),
        async (steps, seed, when) => {
          const table = memoryTable()
          const world = await payingWorld(table)
          let isMortal = false
          const random = seededRandom(seed)
          const fate = newFate({
            when,
            chance: () => isMortal && random() < 0.12,
          })
          const { table: _, payments, ...rest } = world.deps
          await playHistory(world, steps, async (act) => {
            isMortal = true
            for (let life = 0; ; life++) {
              // Every life is a new process over the same table and the same Stripe.
              const { mortal } = newProcess(fate)
              Object.assign(world.deps, {
                table: mortal(table),
                payments: mortal(payments),
                ...rest,
              })
              if (life > 30) isMortal = false
              try {
                await act()
                break
              } catch (error) {
                if (!(error instanceof Death)) throw error
              }
            }
            isMortal = false
            Object.assign(world.deps, { table, payments })
          })
          await expectTruth(world)
        },
      ),
      { numRuns: 40 },
    )
  },
  patience,
)

it(
  'several workers at once, at different things, count nothing twice and lose nothing',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.nat(100_000),
        async (steps, seed) => {
          const table = memoryTable()
          const world = await payingWorld(table)
          const random = seededRandom(seed)
          const pause = async () => {
            for (let turns = Math.floor(random() * 4); turns > 0; turns--) await Promise.resolve()
          }
          const { mortal } = newProcess(newFate(), pause)
          Object.assign(world.deps, { table: mortal(table) })
          const working: Promise<unknown>[] = []
          await playHistory(world, steps, async (act) => {
            working.push(act())
            if (random() < 0.3) working.push(act())
            if (working.length >= 4) await Promise.all(working.splice(0))
          })
          await Promise.all(working)
          await expectTruth(world)
        },
      ),
      { numRuns: 60 },
    )
  },
  patience,
)
