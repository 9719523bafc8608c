// What every function shares: arm64, the oldest Node that Lambda keeps current, what its bundle does
// not hold, and a role that only Lambda may take (SST 4.17 lets the whole account assume it).
import { leftOut } from './left-out'

export function functionDefaults() {
  $transform(sst.aws.Function, (args) => {
    args.runtime ??= 'nodejs22.x'
    args.architecture ??= 'arm64'
    args.memory ??= '512 MB'
    args.nodejs = $resolve([args.nodejs ?? {}]).apply(([given]) => ({
      ...given,
      esbuild: { ...given.esbuild, external: [...(given.esbuild?.external ?? []), ...leftOut] },
    }))
    args.environment = $resolve([args.environment ?? {}]).apply(([given]) => ({
      ...given,
      NODE_OPTIONS: '--enable-source-maps',
    }))
    args.transform = {
      ...args.transform,
      role: (role) => {
        role.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({
          Service: 'lambda.amazonaws.com',
        })
        return undefined
      },
    }
  })
}
