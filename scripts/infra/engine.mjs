// A stand-in for Pulumi's engine and AWS: records each resource and gives it the outputs that SST's
// components compute further with (arn, url, tokens). Same input, same graph, byte for byte.

export const account = '123456789012'
export const region = 'eu-west-3'

const arn = (service, resource, where = region, owner = account) =>
  `arn:aws:${service}:${where}:${owner}:${resource}`

/** Outputs by type; `name` is the physical name, `inputs` what the component gave. */
const outputsOf = {
  'aws:dynamodb/table:Table': (name) => ({ arn: arn('dynamodb', `table/${name}`) }),
  'aws:sqs/queue:Queue': (name) => {
    const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`
    return { arn: arn('sqs', name), url, id: url }
  },
  'aws:sns/topic:Topic': (name) => ({ arn: arn('sns', name), id: arn('sns', name) }),
  'aws:lambda/function:Function': (name) => ({
    arn: arn('lambda', `function:${name}`),
    qualifiedArn: arn('lambda', `function:${name}:1`),
    version: '1',
    lastModified: '2020-01-01T00:00:00Z',
    invokeArn: arn('apigateway', `path/functions/${name}/invocations`, region, 'lambda'),
  }),
  'aws:lambda/functionUrl:FunctionUrl': (_name, _inputs, logical) => ({
    functionUrl: `https://${logical.toLowerCase()}.lambda-url.${region}.on.aws/`,
  }),
  'aws:iam/role:Role': (name) => ({ arn: `arn:aws:iam::${account}:role/${name}` }),
  'aws:s3/bucket:Bucket': (name) => ({
    arn: `arn:aws:s3:::${name}`,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  }),
  'aws:cloudwatch/logGroup:LogGroup': (name) => ({ arn: arn('logs', `log-group:${name}`) }),
  'aws:sesv2/configurationSet:ConfigurationSet': (_name, inputs) => ({
    arn: arn('ses', `configuration-set/${inputs.configurationSetName}`),
  }),
  'aws:sesv2/emailIdentity:EmailIdentity': (_name, inputs) => ({
    arn: arn('ses', `identity/${inputs.emailIdentity}`),
    dkimSigningAttributes: { tokens: ['t1', 't2', 't3'] },
  }),
  'aws:acm/certificate:Certificate': (_name, inputs) => ({
    arn: arn('acm', `certificate/${inputs.domainName}`, 'us-east-1'),
    domainValidationOptions: [inputs.domainName, ...(inputs.subjectAlternativeNames ?? [])].map(
      (domainName) => ({
        domainName,
        resourceRecordName: `_acm.${domainName}`,
        resourceRecordType: 'CNAME',
        resourceRecordValue: '_v.acm-validations.aws',
      }),
    ),
  }),
  'aws:cloudfront/distribution:Distribution': (name) => ({
    arn: `arn:aws:cloudfront::${account}:distribution/${name}`,
    domainName: `${name.toLowerCase()}.cloudfront.net`,
    hostedZoneId: 'Z2FDTNDATAQYW2',
    aliases: [],
  }),
  'aws:cloudfront/keyValueStore:KeyValueStore': (name) => ({
    arn: `arn:aws:cloudfront::${account}:key-value-store/${name}`,
  }),
  'aws:cloudfront/function:Function': (name) => ({
    arn: `arn:aws:cloudfront::${account}:function/${name}`,
  }),
  'random:index/randomBytes:RandomBytes': () => ({
    base64: Buffer.alloc(32, 7).toString('base64'),
    hex: Buffer.alloc(32, 7).toString('hex'),
  }),
  'random:index/randomId:RandomId': () => ({ hex: '0badcafe', dec: '195939070' }),
  'pulumi-nodejs:dynamic:Resource': (_name, _inputs, logical) =>
    logical.includes('HostedZoneLookup') ? { zoneId: 'ZMOCK' } : {},
}

// Pulumi's own mark on secrets and assets.
const signature = '4dabf18193072939515e22adb298388d'

/** A value without Pulumi's wrappers, fit for JSON. */
export function plain(value) {
  if (Array.isArray(value)) return value.map(plain)
  if (!value || typeof value !== 'object') return value
  if (value[signature]) return 'value' in value ? plain(value.value) : '[asset]'
  if (value.constructor && value.constructor !== Object) return `[${value.constructor.name}]`
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__provider')
      .map(([name, inner]) => [name, plain(inner)]),
  )
}

/** The mocks for `pulumi.runtime.setMocks`, and the list that they fill. */
export function mockEngine(require) {
  // The real engine leaves the root stack out of a child's qualified type; the mock one does not.
  const { MockMonitor } = require('@pulumi/pulumi/runtime/mocks')
  const { newUrn } = MockMonitor.prototype
  MockMonitor.prototype.newUrn = function (parent, type, name) {
    return newUrn.call(this, parent?.includes('pulumi:pulumi:Stack::') ? '' : parent, type, name)
  }
  const resources = []
  return {
    resources,
    mocks: {
      newResource(given) {
        const inputs = plain(given.inputs) ?? {}
        const name = inputs.name ?? inputs.bucket ?? inputs.configurationSetName ?? given.name
        const extra = outputsOf[given.type]?.(name, inputs, given.name) ?? {
          arn: arn('mock', `${given.type.split(':').pop()}/${name}`),
        }
        const state = { name, ...given.inputs, ...extra }
        const id = extra.id ?? (given.id || name)
        resources.push({ type: given.type, name: given.name, id, inputs, outputs: plain(state) })
        return { id, state }
      },
      call({ token, inputs: given }) {
        const inputs = plain(given)
        switch (token) {
          case 'aws:index/getRegion:getRegion':
            return { region, name: region, id: region, description: 'mock' }
          case 'aws:index/getPartition:getPartition':
            return { partition: 'aws', dnsSuffix: 'amazonaws.com' }
          case 'aws:index/getCallerIdentity:getCallerIdentity':
            return { accountId: account, arn: `arn:aws:iam::${account}:root`, userId: 'mock' }
          case 'aws:iam/getPolicyDocument:getPolicyDocument':
            return { ...inputs, json: policyJson(inputs) }
          default:
            return { id: `mock-${inputs?.name ?? token}`, ...inputs }
        }
      },
    },
  }
}

function policyJson(document) {
  const one = (list) => (list?.length === 1 ? list[0] : list)
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: (document.statements ?? []).map((statement) => ({
      ...(statement.sid ? { Sid: statement.sid } : {}),
      Effect: statement.effect ?? 'Allow',
      ...(statement.actions ? { Action: one(statement.actions) } : {}),
      ...(statement.resources ? { Resource: one(statement.resources) } : {}),
      ...(statement.principals
        ? {
            Principal: Object.fromEntries(
              statement.principals.map(({ type, identifiers }) => [type, one(identifiers)]),
            ),
          }
        : {}),
      ...(statement.conditions?.length ? { Condition: conditionOf(statement, one) } : {}),
    })),
  })
}

function conditionOf(statement, one) {
  const all = {}
  for (const { test, variable, values } of statement.conditions) {
    all[test] ??= {}
    all[test][variable] = one(values)
  }
  return all
}
