// The tick: each minute the next step of all that is unfinished. Hints may be lost, this may not.
import { mail } from './mail'
import { feedbackCounts, plan, send, singles, stripe } from './queues'
import { table } from './storage'

export const tick = new sst.aws.CronV2('Tick', {
  schedule: 'rate(1 minute)',
  timezone: 'UTC',
  retries: 0,
  function: {
    handler: 'functions/tick.handler',
    timeout: '55 seconds',
    link: [table, mail, send.live, singles.live, plan.live, stripe.live, feedbackCounts],
  },
})
