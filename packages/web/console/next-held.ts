// The next action in words where a mailing waits for a person, and what all its words are made of.
import type { Child } from 'hono/jsx'
import { type Sentence, unreachable } from '#kernel/errors'
import type { View } from '#web/shared/view'
import type { NextAction } from './next-action.ts'

export type Told = {
  sentence: Sentence
  detail?: Child
  button?: { href: string; label: Sentence }
  link?: { href: string; label: Sentence }
}

export function waitingForPerson(
  { kind, mailing }: Extract<NextAction, { kind: 'braked' | 'paused' | 'approve' | 'seeds' }>,
  view: View,
): Told {
  const { subject, newsletterId } = mailing
  const see = button(report(newsletterId), 'Voir où il en est', 'See where it is')
  const decide = button(report(newsletterId), 'Voir et décider', 'See and decide')
  switch (kind) {
    case 'braked':
      return {
        sentence: {
          fr: `L’envoi « ${subject} » s’est mis en pause.`,
          en: `The mailing “${subject}” has paused itself.`,
        },
        detail: mailing.pausedBecause?.[view.locale],
        button: decide,
      }
    case 'paused':
      return {
        sentence: {
          fr: `L’envoi « ${subject} » est en pause.`,
          en: `The mailing “${subject}” is paused.`,
        },
        detail: pick(view, {
          fr: 'Personne n’est appelé tant qu’on ne le reprend pas.',
          en: 'Nobody is called until somebody resumes it.',
        }),
        button: see,
      }
    case 'approve':
      return {
        sentence: {
          fr: `L’envoi « ${subject} » attend une seconde personne.`,
          en: `The mailing “${subject}” is waiting for a second person.`,
        },
        detail: pick(view, {
          fr: 'Il est prêt : quelqu’un d’autre que la personne qui l’a programmé doit l’approuver.',
          en: 'It is ready: someone other than the person who scheduled it must approve it.',
        }),
        button: decide,
      }
    case 'seeds':
      return {
        sentence: {
          fr: `« ${subject} » est chez ses témoins.`,
          en: `“${subject}” is with its seeds.`,
        },
        detail: pick(view, {
          fr: 'Le reste suit bientôt. Jusque-là, chacun peut l’arrêter.',
          en: 'The rest follows soon. Until then anyone can stop it.',
        }),
        button: decide,
      }
    default:
      return unreachable(kind)
  }
}

export function report(newsletterId: string): string {
  return `/console/newsletters/${newsletterId}/report`
}

export function button(href: string, fr: string, en: string) {
  return { href, label: { fr, en } }
}

export function pick(view: View, sentence: Sentence): string {
  return sentence[view.locale]
}
