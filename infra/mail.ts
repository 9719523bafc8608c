// SES: the sending domain with DKIM, DMARC and its own bounce domain; events of accepted messages
// go to a topic. Open and click tracking of SES stays off (no such event is asked for).
import config from '../publication.config'

const domain = config.sender.domain
const production = $app.stage === 'production'

export const mailEvents = new sst.aws.SnsTopic('MailEvents')

// Only SES may publish to it, and only for this account: an event is believed because of this.
const { accountId } = aws.getCallerIdentityOutput({})
const onlySes = new aws.sns.TopicPolicy('MailEventsPolicy', {
  arn: mailEvents.arn,
  policy: $jsonStringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'ses.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: mailEvents.arn,
        Condition: { StringEquals: { 'AWS:SourceAccount': accountId } },
      },
    ],
  }),
})

export const mail = new sst.aws.Email('Mail', {
  sender: domain,
  ...(production ? {} : { dns: false as const }),
  dmarc: 'v=DMARC1; p=quarantine; adkim=s; aspf=r;',
  mailFrom: { domain: `bounce.${domain}`, rejectOnMxFailure: true },
  events: [
    {
      name: 'feedback',
      types: ['send', 'reject', 'bounce', 'complaint', 'delivery', 'delivery-delay'],
      // SES tries the topic when it is told of it: the policy must be there first.
      topic: onlySes.arn,
    },
  ],
})
