import { defineConfig } from 'vitest/config'

/** Test tiers. `npm test` runs unit and integration; the others need a browser or Java. */
const project = (name: string, folder: string, timeoutMs: number, parallel = true) => ({
  extends: true as const,
  test: {
    name,
    setupFiles: parallel ? ['tests/support/seeded.ts'] : [],
    include: [`tests/${folder}/**/*.test.{ts,tsx}`],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    fileParallelism: parallel,
  },
})

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    // Much of a run is waiting: for stacks to start, for clocks to be moved.
    maxWorkers: '100%',
    reporters: ['default', './tests/support/closing-line.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    projects: [
      project('unit', 'unit', 30_000),
      project('integration', 'integration', 120_000),
      project('browser', 'browser', 240_000, false),
      project('conformance', 'conformance', 240_000, false),
      project('infra', 'infra', 240_000, false),
    ],
  },
})
