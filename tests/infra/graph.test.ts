// The graph of resources that a deploy would make, from the real SST components (no AWS needed).
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tableSchema } from '../../packages/aws/table-schema.ts'

type Resource = {
  type: string
  name: string
  inputs: Record<string, unknown>
  outputs: Record<string, unknown>
}
type Graph = {
  errors: string[]
  resources: Resource[]
  builds: { handler: string; links: string[]; bytes: number; inputs: string[]; bundle: string }[]
  links: Record<string, object>
}

function graphOf(stage: string): Graph {
  const out = join(mkdtempSync(join(tmpdir(), 'kiosque-graph-')), 'graph.json')
  execFileSync(
    process.execPath,
    ['--no-deprecation', 'scripts/infra/graph.mjs', '--stage', stage, '--out', out],
    { stdio: 'inherit' },
  )
  return JSON.parse(readFileSync(out, 'utf8'))
}

/**
 * Loads a bundle as Lambda does, with these links alone: `started`, or what it threw. It lies where
 * no package can be found, so that what it leaves out is not there.
 */
function startsWith(bundle: string, all: Record<string, object>, given: readonly string[]): string {
  const secrets: Record<string, object> = {
    SigningKey: { value: `k1:${'x'.repeat(32)}` },
    ReaderKey: { value: `1:${'x'.repeat(32)}` },
    StripeKey: { value: 'sk_test_infra' },
    StripeWebhookSecret: { value: 'whsec_infra' },
  }
  const environment = Object.fromEntries(
    given.map((name) => [
      `SST_RESOURCE_${name}`,
      JSON.stringify({ ...all[name], ...secrets[name] }),
    ]),
  )
  const program = `import(${JSON.stringify(pathToFileURL(bundle).href)}).then(
    () => process.stdout.write('started', () => process.exit()),
    (error) => process.stdout.write(error.message, () => process.exit()))`
  return execFileSync(process.execPath, ['--eval', program], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      AWS_REGION: 'eu-west-3',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      SST_RESOURCE_App: JSON.stringify({ name: 'kiosque', stage: 'test' }),
      ...environment,
    },
  })
}

describe.each(['dev', 'production'])('what a deploy of stage %s makes', (stage) => {
  let graph: Graph
  const alone = mkdtempSync(join(tmpdir(), 'kiosque-bundle-'))
  const all = (type: string) => graph.resources.filter((resource) => resource.type === type)
  const byArn = (arn: unknown) => {
    const found = graph.resources.find((resource) => resource.outputs?.['arn'] === arn)
    if (!found) throw new Error(`No resource has the arn ${String(arn)}`)
    return found
  }
  /** Our own; the router's signer at the edge is SST's. */
  const functions = () =>
    all('aws:lambda/function:Function').filter(({ name }) => name !== 'RouterEdgeFunction')
  const json = (text: unknown) => (typeof text === 'string' ? JSON.parse(text) : text)

  beforeAll(() => {
    graph = graphOf(stage)
  })
  afterAll(() => rmSync(alone, { recursive: true }))

  it('registers everything without an error', () => {
    expect(graph.errors).toEqual([])
    expect(graph.resources.length).toBeGreaterThan(80)
  })

  it('has one table of the shape the code uses, with recovery, and protected in production', () => {
    const tables = all('aws:dynamodb/table:Table')
    expect(tables).toHaveLength(1)
    const inputs = tables[0]?.inputs ?? {}
    expect(inputs).toMatchObject({
      hashKey: 'pk',
      rangeKey: 'sk',
      billingMode: 'PAY_PER_REQUEST',
      ttl: { attributeName: 'expiresAt', enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: stage === 'production',
    })
    const wanted = tableSchema('x')
    expect(
      (inputs['globalSecondaryIndexes'] as { name: string }[]).map(({ name }) => name).sort(),
    ).toEqual(wanted.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort())
    expect((inputs['attributes'] as { name: string }[]).map(({ name }) => name).sort()).toEqual(
      wanted.AttributeDefinitions?.map(({ AttributeName }) => AttributeName).sort(),
    )
  })

  it('gives each worked queue visibility, dead letters and partial batch responses', () => {
    const mappings = all('aws:lambda/eventSourceMapping:EventSourceMapping')
    expect(mappings).toHaveLength(5)
    for (const { inputs } of mappings) {
      const queue = byArn(inputs['eventSourceArn'])
      const worker = byArn(inputs['functionName'])
      expect(queue.inputs['visibilityTimeoutSeconds'], queue.name).toBeGreaterThanOrEqual(
        6 * Number(worker.inputs['timeout']),
      )
      expect(inputs['functionResponseTypes']).toEqual(['ReportBatchItemFailures'])
      expect(inputs['scalingConfig']).toMatchObject({ maximumConcurrency: expect.any(Number) })
      const redrive = json(queue.inputs['redrivePolicy'])
      expect(byArn(redrive.deadLetterTargetArn).type).toBe('aws:sqs/queue:Queue')
      expect(redrive.maxReceiveCount).toBeGreaterThanOrEqual(3)
    }
  })

  it('bundles each handler, on arm64, with the links that it reads', () => {
    expect(functions().length).toBe(graph.builds.length)
    for (const { inputs, name } of functions())
      expect(inputs, name).toMatchObject({ architectures: ['arm64'], runtime: 'nodejs22.x' })
    expect(graph.builds.map(({ handler }) => handler).sort()).toEqual([
      'functions/console.handler',
      'functions/feedback.handler',
      'functions/finance.handler',
      'functions/mail.handler',
      'functions/media.handler',
      'functions/plan.handler',
      'functions/preview.handler',
      'functions/send.handler',
      'functions/site.handler',
      'functions/stripe.handler',
      'functions/tick.handler',
    ])
  })

  it('closes the functions’ own addresses: who calls comes through the edge', () => {
    const urls = all('aws:lambda/functionUrl:FunctionUrl')
    expect(urls).toHaveLength(5)
    for (const { inputs, name } of urls) expect(inputs['authorizationType'], name).toBe('AWS_IAM')
  })

  it('gives each function every link that it reads, and none that it does not', () => {
    for (const { handler, bundle: built, links } of graph.builds) {
      const bundle = join(alone, 'bundle.mjs')
      copyFileSync(built, bundle)
      expect(startsWith(bundle, graph.links, links), handler).toBe('started')
      for (const left of links) {
        const others = links.filter((name) => name !== left)
        expect(startsWith(bundle, graph.links, others), `${handler} without ${left}`).toContain(
          `"${left}" is not linked`,
        )
      }
    }
  })

  it('keeps mjml where mails are rendered, and the bundles small', () => {
    for (const { handler, inputs, bytes } of graph.builds) {
      const renders = /plan|preview/.test(handler)
      const usesMjml = inputs.some((path) => /node_modules\/mjml(-core)?\//.test(path))
      expect(usesMjml, handler).toBe(renders)
      expect(bytes, handler).toBeLessThan(renders ? 8_000_000 : 1_600_000)
    }
    const send = graph.builds.find(({ handler }) => handler === 'functions/send.handler')
    expect(send?.bytes).toBeLessThan(1_200_000)
  })

  it('grants no whole service, nothing on everything, and roles to services alone', () => {
    for (const { inputs, name } of all('aws:iam/role:Role')) {
      for (const { Principal } of json(inputs['assumeRolePolicy']).Statement)
        expect(Object.keys(Principal), name).toEqual(['Service'])
      for (const { policy } of (inputs['inlinePolicies'] ?? []) as { policy: string }[])
        for (const { Action, Resource } of json(policy).Statement) {
          const actions: string[] = [Action].flat()
          expect(
            actions.filter((action) => action.endsWith('*')),
            name,
          ).toEqual([])
          // The account's sending quota belongs to no resource.
          if (!actions.every((action) => action === 'ses:GetSendQuota'))
            expect([Resource].flat(), name).not.toContain('*')
        }
    }
  })

  it('runs the tick each minute and sends mail events to the topic', () => {
    const schedules = all('aws:scheduler/schedule:Schedule')
    expect(schedules.map(({ inputs }) => inputs['scheduleExpression'])).toEqual(['rate(1 minute)'])
    const events = all(
      'aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination',
    )
    const types = events.flatMap(
      ({ inputs }) =>
        (inputs['eventDestination'] as { matchingEventTypes: string[] }).matchingEventTypes,
    )
    expect(types.sort()).toEqual([
      'BOUNCE',
      'COMPLAINT',
      'DELIVERY',
      'DELIVERY_DELAY',
      'REJECT',
      'SEND',
    ])
    expect(types).not.toContain('OPEN')
    expect(types).not.toContain('CLICK')
  })

  it('takes mail events from SES alone, and hands them on as they are to one queue', () => {
    const [topic] = all('aws:sns/topic:Topic')
    const [subscription] = all('aws:sns/topicSubscription:TopicSubscription')
    expect(all('aws:sns/topicSubscription:TopicSubscription')).toHaveLength(1)
    expect(subscription?.inputs).toMatchObject({
      topic: topic?.outputs['arn'],
      protocol: 'sqs',
      rawMessageDelivery: true,
    })
    const queue = byArn(subscription?.inputs['endpoint'])
    const policies = all('aws:sqs/queuePolicy:QueuePolicy')
    expect(policies).toHaveLength(1)
    expect(policies[0]?.inputs['queueUrl']).toBe(queue.outputs['url'])
    expect(json(policies[0]?.inputs['policy']).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue.outputs['arn'],
        Condition: { ArnEquals: { 'aws:SourceArn': topic?.outputs['arn'] } },
      },
    ])
    const [publishing] = all('aws:sns/topicPolicy:TopicPolicy')
    expect(json(publishing?.inputs['policy']).Statement).toMatchObject([
      {
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceAccount': '123456789012' } },
      },
    ])
    const mapping = all('aws:lambda/eventSourceMapping:EventSourceMapping').find(
      ({ inputs }) => byArn(inputs['eventSourceArn']) === queue,
    )
    expect(mapping?.inputs).toMatchObject({ batchSize: 1000, maximumBatchingWindowInSeconds: 5 })
  })

  it('wakes somebody for a dead letter of any queue', () => {
    const dead = all('aws:sqs/queue:Queue').filter(({ name }) => name.includes('Dead'))
    const watched = all('aws:cloudwatch/metricAlarm:MetricAlarm').map(
      ({ inputs }) => (inputs['dimensions'] as { QueueName: string }).QueueName,
    )
    expect(watched.sort()).toEqual(dead.map(({ outputs }) => outputs['name']).sort())
    expect(watched).toHaveLength(5)
  })

  it('gives the key of Stripe to who makes payments and works on its events, to nobody else', () => {
    const holders = (link: string) =>
      graph.builds
        .filter(({ links }) => links.includes(link))
        .map(({ handler }) => handler)
        .sort()
    expect(holders('StripeKey')).toEqual(['functions/site.handler', 'functions/stripe.handler'])
    expect(holders('StripeWebhookSecret')).toEqual(['functions/site.handler'])
    const sdk = graph.builds.filter(({ inputs }) =>
      inputs.some((path) => /node_modules\/stripe\//.test(path)),
    )
    expect(sdk.map(({ handler }) => handler).sort()).toEqual([
      'functions/site.handler',
      'functions/stripe.handler',
    ])
  })

  it('lets who reads files learn that one is not there', () => {
    const allowed = all('aws:iam/role:Role').map(({ name, inputs }) => ({
      name,
      actions: ((inputs['inlinePolicies'] ?? []) as { policy: string }[])
        .flatMap(({ policy }) => json(policy).Statement as { Action: string | string[] }[])
        .flatMap(({ Action }) => Action),
    }))
    const readers = allowed.filter(({ actions }) => actions.includes('s3:GetObject'))
    expect(readers.length).toBeGreaterThanOrEqual(4)
    for (const { name, actions } of readers) expect(actions, name).toContain('s3:ListBucket')
  })

  it('makes no bucket public', () => {
    for (const { inputs } of all('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock'))
      expect(inputs).toMatchObject({ blockPublicAcls: true, blockPublicPolicy: true })
  })
})
