// Completes package-lock.json after `npm install`: a registry mirror that lacks a tool's packages for
// other platforms makes npm leave them out of the lock, and `npm ci` then refuses it. Each missing one
// is written with its exact version and platform, so that `npm ci` knows to skip it here and other
// machines install it. Usage: `npm run lock:complete`.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'sunos',
  'win32',
  'aix',
]
const processors = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
]

/** Operating system, processor and libc as a platform package's name says them; undefined for any other package. */
function platformOf(name) {
  const words = name.split(/[/-]/)
  const os = systems.find((system) => words.includes(system))
  const cpu = processors.find((processor) => words.includes(processor))
  if (!os || !cpu) return undefined
  return { os: [os], cpu: [cpu], ...(words.includes('musl') ? { libc: ['musl'] } : {}) }
}

let added = 0
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const there =
      lock.packages[`${path}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`]
    const platform = platformOf(name)
    if (there || !platform || !/^\d+\.\d+\.\d+/.test(version)) continue
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platform,
      ...(entry.dev ? { dev: true } : {}),
      license: entry.license,
      optional: true,
    }
    added++
  }
}
const root = lock.packages['']
lock.packages = Object.fromEntries([
  ['', root],
  ...Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1)),
])
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} packages of other platforms added to the lock`)
