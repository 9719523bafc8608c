/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    const production = input?.stage === 'production'
    return {
      name: 'kiosque',
      home: 'aws',
      removal: production ? 'retain' : 'remove',
      protect: production,
      providers: { aws: { region: 'eu-west-3' } },
    }
  },
  async run() {
    const { functionDefaults } = await import('./infra/defaults')
    functionDefaults()
    await import('./infra/links')
    const { siteUrl } = await import('./infra/web')
    await import('./infra/queues')
    await import('./infra/tick')
    await import('./infra/alarms')
    return { site: siteUrl }
  },
})
