// `npm run test:infra`: the platform's sources where they are missing, the types, the graph's tests.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const npm = (script) => execFileSync('npm', ['run', '--silent', script], { stdio: 'inherit' })

if (!existsSync('.sst/platform/node_modules/@pulumi/pulumi')) npm('infra:install')
npm('infra:types')
execFileSync('npx', ['vitest', 'run', '--project', 'infra'], { stdio: 'inherit' })
