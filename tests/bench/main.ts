// `npm run bench`: every figure that we claim, printed; ratios against what one would use instead.
import { cpus } from 'node:os'
import { benchBundles } from './bundles.ts'
import { benchImport } from './import.ts'
import { benchMail } from './mail.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

print(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`)
print('')
await benchMail(print)
print('')
await benchBundles(print)
// Over a minute: asked for by `npm run bench -- import`.
if (process.argv.includes('import')) {
  print('')
  await benchImport(print)
}
