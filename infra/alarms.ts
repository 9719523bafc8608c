// What wakes somebody: a dead letter in any queue.
import { feedback, plan, send, singles, stripe } from './queues'

for (const { dead, name } of [
  { dead: send.dead, name: 'Send' },
  { dead: singles.dead, name: 'Mail' },
  { dead: plan.dead, name: 'Plan' },
  { dead: feedback.dead, name: 'Feedback' },
  { dead: stripe.dead, name: 'Stripe' },
])
  new aws.cloudwatch.MetricAlarm(`${name}DeadLetters`, {
    alarmDescription: `A message of the ${name} queue failed five times (docs/operating.md)`,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    statistic: 'Maximum',
    dimensions: { QueueName: dead.nodes.queue.name },
    comparisonOperator: 'GreaterThanThreshold',
    threshold: 0,
    period: 60,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
  })
