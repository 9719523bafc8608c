// What just happened to a newsletter: after a redirect, `?done=code` picks the sentence.
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from '../context.ts'
import { controlMessages } from './control-flash.ts'
import { decideMessages } from './decide-act.tsx'
import { followUpMessages } from './follow-up-flash.ts'

const messages: Record<string, FlashMessage> = {
  created: {
    tone: 'good',
    sentence: { fr: 'La lettre est créée.', en: 'The newsletter is made.' },
  },
  announced: {
    tone: 'good',
    sentence: {
      fr: 'Le numéro est annoncé. Voici le brouillon de sa lettre.',
      en: 'The issue is announced. Here is the draft of its newsletter.',
    },
  },
  saved: { tone: 'good', sentence: { fr: 'Enregistré.', en: 'Saved.' } },
  merged: {
    tone: 'good',
    sentence: {
      fr: 'Les deux textes sont réunis. Celui d’avant est parmi les versions.',
      en: 'Both texts are joined. The one before is among the versions.',
    },
  },
  restored: {
    tone: 'good',
    sentence: {
      fr: 'C’est rétabli, comme une nouvelle version.',
      en: 'Restored, as a new version.',
    },
  },
  copied: {
    tone: 'good',
    sentence: { fr: 'Voici la copie, à reprendre.', en: 'Here is the copy, to work on.' },
  },
  applied: {
    tone: 'good',
    sentence: { fr: 'Correction faite.', en: 'Correction made.' },
  },
  stale: {
    tone: 'warn',
    sentence: {
      fr: 'Ce passage a changé depuis\u202f: la correction n’a pas été faite.',
      en: 'This passage has changed since: the correction was not made.',
    },
  },
  checked: {
    tone: 'good',
    sentence: { fr: 'Le contrôle est fait.', en: 'The check is done.' },
  },
  'test-sent': {
    tone: 'good',
    sentence: {
      fr: 'L’essai est parti vers votre adresse.',
      en: 'The test is on its way to your address.',
    },
  },
  'test-failed': {
    tone: 'bad',
    sentence: {
      fr: 'L’essai n’est pas parti. Réessayez dans une minute.',
      en: 'The test did not go out. Try again in a minute.',
    },
  },
  'test-uncertain': {
    tone: 'warn',
    sentence: {
      fr: 'Nous ne savons pas si l’essai est parti\u202f: regardez votre boîte avant d’en demander un autre.',
      en: 'We don’t know whether the test went out: look at your mailbox before asking for another.',
    },
  },
  scheduled: {
    tone: 'good',
    sentence: { fr: 'L’envoi est programmé.', en: 'The mailing is scheduled.' },
  },
  'maybe-nobody': {
    tone: 'warn',
    sentence: {
      fr: 'L’envoi est programmé, mais l’estimation ne trouve personne dans son segment. Vérifiez-le.',
      en: 'The mailing is scheduled, but the estimate finds nobody in its segment. Check it.',
    },
  },
  cancelled: {
    tone: 'good',
    sentence: {
      fr: 'L’envoi est annulé. La lettre est de nouveau un brouillon.',
      en: 'The mailing is cancelled. The newsletter is a draft again.',
    },
  },
  ...controlMessages,
  ...followUpMessages,
  ...decideMessages,
}

/** The message that this page was redirected to with. Unknown codes say nothing. */
export function newsletterFlash(c: ConsoleContext): FlashMessage | undefined {
  const code = c.req.query('done')
  return code === undefined || !Object.hasOwn(messages, code) ? undefined : messages[code]
}
