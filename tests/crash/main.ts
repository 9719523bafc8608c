// `npm run test:crash`: the stack that `npm start` runs, its functions' process killed at every step of a
// mailing, over many seeds. Lost and doubled are counted from SES's own journal.
//   --sample         a short run of the scenarios that matter most, as CI does it
//   --seeds N        so many seeds of each scenario (3 unless given)
//   --only NAME      that scenario alone;  --seed N  with that seed alone
//   --lanes N        so many stacks at the same time (2 unless given)
//   --json FILE      writes what it prints
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runMatrix } from './matrix.ts'
import { scenarios } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    sample: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string' },
    lanes: { type: 'string' },
    json: { type: 'string' },
  },
})

const names = scenarios.map(({ name }) => name)
if (values.only !== undefined && !names.includes(values.only)) {
  process.stderr.write(`No scenario ${values.only}; there are ${names.join(', ')}\n`)
  process.exit(2)
}

const print = (line: string) => process.stdout.write(`${line}\n`)
const outcome = await runMatrix({
  print,
  isSample: values.sample,
  seeds: positive(values.seeds, 'seeds'),
  only: values.only,
  seed: positive(values.seed, 'seed'),
  lanes: positive(values.lanes, 'lanes'),
})
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(outcome, null, 2)}\n`)
process.exitCode = outcome.held ? 0 : 1

function positive(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (Number.isSafeInteger(number) && number > 0) return number
  process.stderr.write(`--${name} takes a whole number from 1\n`)
  process.exit(2)
}
