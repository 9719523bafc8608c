// The whole matrix: scenarios times seeds, a line for each, and the sum.
import { type Result, runScenario } from './run-scenario.ts'
import { type Scenario, scenarios } from './scenarios.ts'

export type MatrixOptions = {
  print: (line: string) => void
  isSample?: boolean
  seeds?: number | undefined
  only?: string | undefined
  seed?: number | undefined
  /** Stacks that run at the same time; 2 unless given. */
  lanes?: number | undefined
}

export type MatrixOutcome = {
  held: boolean
  sum: Record<'planned' | 'accepted' | 'lost' | 'doubled' | 'uncertain' | 'sentAgain', number> & {
    runs: number
    kills: number
    seconds: number
  }
  /** Kills by step, over all runs. */
  kills: Record<string, number>
  runs: Result[]
}

const columns = 'planned accepted     lost  doubled uncertain sentAgain    kills  seconds'

/** Runs, prints as it goes, and says whether the promise held everywhere. */
export async function runMatrix(options: MatrixOptions): Promise<MatrixOutcome> {
  const { print } = options
  const chosen = scenarios.filter(
    ({ name, isSample }) =>
      (options.only === undefined || options.only === name) && (!options.isSample || isSample),
  )
  const seeds = seedsOf(options)
  print(`Crash matrix: the functions’ process killed (SIGKILL), ${chosen.length} scenarios`)
  print('Lost and doubled are counted from what SES’s journal says it accepted.')
  print(`${'scenario'.padEnd(18)} seed  ${columns}`)
  const runs: Result[] = []
  const left = chosen.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed })))
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const result = await runScenario(next.scenario, next.seed)
      runs.push(result)
      printRun(print, next.scenario, result)
    }
  }
  await Promise.all(Array.from({ length: options.lanes ?? 2 }, lane))
  return printSum(print, runs)
}

function seedsOf({ seed, seeds, isSample }: MatrixOptions): number[] {
  if (seed !== undefined) return [seed]
  return Array.from({ length: seeds ?? (isSample ? 1 : 3) }, (_, at) => at + 1)
}

function printRun(print: (line: string) => void, scenario: Scenario, result: Result): void {
  const { verdict } = result
  const numbers = verdict
    ? [
        verdict.planned,
        verdict.accepted,
        verdict.lost.length,
        verdict.doubled.length,
        verdict.uncertain.length,
        verdict.sentAgain.length,
      ]
    : ['–', '–', '–', '–', '–', '–']
  const cells = [...numbers, result.killCount, result.seconds.toFixed(1)]
  const widths = [7, 8, 8, 8, 9, 9, 8, 8]
  const line = cells.map((cell, at) => String(cell).padStart(widths[at] as number)).join(' ')
  print(`${scenario.name.padEnd(18)} ${String(result.seed).padStart(4)}  ${line}`)
  const kills = Object.entries(result.kills).map(([place, count]) =>
    count > 1 ? `${place} ×${count}` : place,
  )
  print(`${' '.repeat(25)}killed ${kills.join(', ') || 'nowhere'}`)
  const doubled = verdict?.doubled ?? []
  if (doubled.length > 0)
    print(`${' '.repeat(25)}twice, each listed as sent again: ${doubled.join(', ')}`)
  if (result.missed.length > 0) print(`${' '.repeat(25)}never came: ${result.missed.join(', ')}`)
  if (result.deadLetters > 0) print(`${' '.repeat(25)}${result.deadLetters} dead letters`)
  for (const fault of result.faults) print(`  FAULT  ${fault}`)
  if (result.faults.length > 0)
    print(
      `  repeat: npm run test:crash -- --only ${scenario.name} --seed ${result.seed}   (${scenario.about})`,
    )
}

function printSum(print: (line: string) => void, runs: readonly Result[]): MatrixOutcome {
  const total = (of: (result: Result) => number) => runs.reduce((sum, one) => sum + of(one), 0)
  const sum = {
    runs: runs.length,
    planned: total(({ verdict }) => verdict?.planned ?? 0),
    accepted: total(({ verdict }) => verdict?.accepted ?? 0),
    lost: total(({ verdict }) => verdict?.lost.length ?? 0),
    doubled: total(({ verdict }) => verdict?.doubled.length ?? 0),
    uncertain: total(({ verdict }) => verdict?.uncertain.length ?? 0),
    sentAgain: total(({ verdict }) => verdict?.sentAgain.length ?? 0),
    kills: total(({ killCount }) => killCount),
    seconds: Math.round(total(({ seconds }) => seconds)),
  }
  const kills: Record<string, number> = {}
  for (const result of runs)
    for (const [place, count] of Object.entries(result.kills))
      kills[place] = (kills[place] ?? 0) + count
  const held = runs.length > 0 && runs.every(({ faults }) => faults.length === 0)
  print('')
  print('Kills by step, over all runs:')
  for (const [place, count] of Object.entries(kills).sort(([a], [b]) => a.localeCompare(b)))
    print(`  ${place.padEnd(52)} ${count}`)
  print('')
  const { planned, accepted, lost, doubled, uncertain, sentAgain } = sum
  print(
    `${sum.runs} runs, ${sum.kills} kills, ${sum.seconds} s: ${planned} planned, ${accepted} accepted, ` +
      `${lost} lost, ${doubled} doubled, ${uncertain} uncertain, ${sentAgain} sent again`,
  )
  print(held ? 'The promise held.' : 'THE PROMISE DID NOT HOLD.')
  return { held, sum, kills, runs: [...runs] }
}
