// Runs a TypeScript file of this project with the same loader as the command: `node tsx.mjs FILE …`.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { register } from 'tsx/esm/api'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
const [file] = process.argv.splice(2, 1)
if (!file) throw new Error('usage: node packages/cli/tsx.mjs FILE [arguments]')
register()
await import(pathToFileURL(resolve(file)).href)
