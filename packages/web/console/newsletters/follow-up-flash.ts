// What became of a follow-up that somebody asked for.
import { followUpSentence } from '#delivery/follow-up-sentences'
import type { FlashMessage } from '#web/shared/parts.tsx'

export type FollowUpDone = keyof typeof followUpMessages

const refused = (kind: Parameters<typeof followUpSentence>[0]['kind']): FlashMessage => ({
  tone: 'warn',
  sentence: followUpSentence({ kind } as Parameters<typeof followUpSentence>[0]),
})

export const followUpMessages = {
  'follow-up-made': {
    tone: 'good',
    sentence: {
      fr: 'L’envoi complémentaire part dans la minute. Il apparaît ci-dessous.',
      en: 'The follow-up goes out within a minute. It appears below.',
    },
  },
  'follow-up-nobody': refused('nobody'),
  'follow-up-underWay': refused('underWay'),
  'follow-up-stillSending': refused('stillSending'),
  'follow-up-tooMany': refused('tooMany'),
  'follow-up-notSent': refused('notSent'),
  'follow-up-changed': refused('changed'),
} satisfies Record<string, FlashMessage>
