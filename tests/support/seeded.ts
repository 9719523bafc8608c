// Runs before each test file: properties draw the same values in every run, so that a run that was
// green stays green. `FAST_CHECK_SEED=7 npm test` looks elsewhere.
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 131) })
