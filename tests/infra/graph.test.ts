// The graph of resources that a deploy would make, from the real SST components (no AWS needed).
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
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
  builds: { handler: string; links: string[]; bytes: number; inputs: string[] }[]
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

describe.each(['dev', 'production'])('what a deploy of stage %s makes', (stage) => {
  let graph: Graph
  const all = (type: string) => graph.resources.filter((resource) => resource.type === type)
  const byArn = (arn: unknown) => {
    const found = graph.resources.find((resource) => resource.outputs?.['arn'] === arn)
    if (!found) throw new Error(`No resource has the arn ${String(arn)}`)
    return found
  }
  const functions = () => all('aws:lambda/function:Function')
  const json = (text: unknown) => (typeof text === 'string' ? JSON.parse(text) : text)

  beforeAll(() => {
    graph = graphOf(stage)
  })

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
    expect(mappings).toHaveLength(3)
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
      'functions/mail.handler',
      'functions/plan.handler',
      'functions/preview.handler',
      'functions/send.handler',
      'functions/site.handler',
      'functions/tick.handler',
    ])
  })

  it('keeps mjml where mails are rendered, and the bundles small', () => {
    for (const { handler, inputs, bytes } of graph.builds) {
      const renders = /plan|preview/.test(handler)
      const usesMjml = inputs.some((path) => /node_modules\/mjml(-core)?\//.test(path))
      expect(usesMjml, handler).toBe(renders)
      expect(bytes, handler).toBeLessThan(renders ? 8_000_000 : 1_500_000)
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
          expect(
            [Action].flat().filter((action: string) => action.endsWith('*')),
            name,
          ).toEqual([])
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
    expect(types).toContain('BOUNCE')
    expect(types).not.toContain('OPEN')
    expect(types).not.toContain('CLICK')
  })

  it('makes no bucket public', () => {
    for (const { inputs } of all('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock'))
      expect(inputs).toMatchObject({ blockPublicAcls: true, blockPublicPolicy: true })
  })
})
