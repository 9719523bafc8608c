// What no function's bundle holds, though the AWS SDK names it: packages that it imports at the moment
// of use, for uses that no function has.

/**
 * On Lambda the credentials are in the environment, which the SDK asks first; profiles, SSO, other
 * processes, tokens in files and the addresses of machines come after it. Left in, they make 115 KB.
 */
export const leftOut = [
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/credential-provider-http',
  '@smithy/credential-provider-imds',
]
