#!/usr/bin/env node
// Entry of the `kiosque` command: loads TypeScript through tsx, then the command itself.
import { register } from 'tsx/esm/api'

// Node 20 still serves us; this silences only the AWS SDK's own notice about it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
register()
const { main } = await import('./main.ts')
await main(process.argv)
