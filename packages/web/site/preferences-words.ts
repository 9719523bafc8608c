// What the preferences page says after an act, by the word in its address.
import type { FlashMessage } from '../shared/parts.tsx'

export const flashes: Record<string, FlashMessage | undefined> = {
  saved: { tone: 'good', sentence: { fr: 'C’est enregistré.', en: 'Saved.' } },
  confirmed: {
    tone: 'good',
    sentence: { fr: 'Votre inscription est confirmée.', en: 'Your sign-up is confirmed.' },
  },
  export: {
    tone: 'good',
    sentence: {
      fr: 'Un message vous a été envoyé, avec un lien vers vos données, valable 24 heures.',
      en: 'A message is on its way to your address, with a link to your data. It works for 24 hours.',
    },
  },
  erase: {
    tone: 'good',
    sentence: {
      fr: 'Un message vous a été envoyé, avec le lien qui efface tout, valable 24 heures.',
      en: 'A message is on its way to your address, with the link that erases everything. It works for 24 hours.',
    },
  },
  resubscribe: {
    tone: 'good',
    sentence: {
      fr: 'Un message vous a été envoyé : son bouton vous réinscrit.',
      en: 'A message is on its way to your address: its button signs you up again.',
    },
  },
  tooMany: {
    tone: 'warn',
    sentence: {
      fr: 'Cela a déjà été demandé plusieurs fois aujourd’hui. Réessayez demain.',
      en: 'This was asked for several times today already. Try again tomorrow.',
    },
  },
  notSubscribed: {
    tone: 'warn',
    sentence: {
      fr: 'Rien n’a été changé : cette adresse n’est pas inscrite.',
      en: 'Nothing was changed: this address is not signed up.',
    },
  },
  gone: {
    tone: 'warn',
    sentence: { fr: 'Rien n’a été changé.', en: 'Nothing was changed.' },
  },
}
