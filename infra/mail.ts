// SES: the sending domain with DKIM, DMARC and its own bounce domain; events of accepted messages
// go to a topic. Open and click tracking of SES stays off (no such event is asked for).
import config from '../publication.config'

const domain = config.sender.domain
const production = $app.stage === 'production'

export const mailEvents = new sst.aws.SnsTopic('MailEvents')

export const mail = new sst.aws.Email('Mail', {
  sender: domain,
  ...(production ? {} : { dns: false as const }),
  dmarc: 'v=DMARC1; p=quarantine; adkim=s; aspf=r;',
  mailFrom: { domain: `bounce.${domain}`, rejectOnMxFailure: true },
  events: [
    {
      name: 'feedback',
      types: ['send', 'reject', 'bounce', 'complaint', 'delivery', 'delivery-delay'],
      topic: mailEvents.arn,
    },
  ],
})
