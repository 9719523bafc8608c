// THE configuration of this title. It is parsed once at start; a fault names field, value and what
// was expected. This one is the sample publication: its people, numbers and addresses are invented.
import { definePublication } from '#publication/schema'

export default definePublication({
  name: 'En-Contact',
  tagline: {
    fr: 'Le magazine de l’expérience client et des centres de contact',
    en: 'The magazine of customer experience and contact centres',
  },
  sample: true,
  zone: 'Europe/Paris',
  locale: 'fr',
  identity: {
    publisher: 'Éditions de l’Échantillon (exemple)',
    legalForm: 'SARL',
    capital: '10 000 €',
    address: ['12, rue de l’Exemple', '75000 Paris', 'France'],
    siren: '123456782',
    vatNumber: 'FR32123456782',
    director: 'Camille Exemple',
    phone: '+33 1 00 00 00 00',
    email: 'redaction@en-contact.example',
    host: {
      name: 'Hébergeur d’exemple',
      address: '1, rue du Nuage, 75000 Paris',
      phone: '+33 1 00 00 00 01',
    },
    cppap: '0128 T 81234',
    issn: '1234-5679',
    dataProtection: 'donnees@en-contact.example',
  },
  sender: {
    name: 'En-Contact',
    email: 'lettre@en-contact.example',
    replyTo: 'redaction@en-contact.example',
    domain: 'en-contact.example',
  },
  brand: {
    accent: '#c8321a',
    accentDark: '#ff7a5c',
    paper: '#faf6ee',
    ink: '#1b1814',
    logo: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 6 224 33" role="img" aria-label="En-Contact"><text x="0" y="38" font-family="Newsreader Variable, Newsreader, Georgia, serif" font-size="44" font-weight="600" letter-spacing="-1" fill="currentColor">En-Contact</text></svg>',
  },
  topics: [
    { id: 'dossiers', name: { fr: 'Les dossiers du mois', en: 'Dossiers of the month' } },
    { id: 'enquetes', name: { fr: 'Enquêtes et reportages', en: 'Investigations and reports' } },
    { id: 'technologies', name: { fr: 'Technologies', en: 'Technology' } },
  ],
  frequency: {
    fr: 'Une lettre par numéro, et une avant chaque dossier : deux envois par mois au plus.',
    en: 'One letter an issue, and one before each dossier: two a month at most.',
  },
  pageBudget: { newsMin: 0.4, advertisingMax: 2 / 3 },
  staff: [
    { email: 'marketing@en-contact.example', name: 'Marion Lettre', roles: ['marketing'] },
    { email: 'finance@en-contact.example', name: 'Félix Grandlivre', roles: ['finance'] },
    {
      email: 'admin@en-contact.example',
      name: 'Alix Kiosque',
      roles: ['admin', 'marketing', 'finance'],
    },
  ],
  limits: {
    mailHtmlBytes: 102_400,
    uploadBytes: 10_000_000,
    signUpsPerAddressAndDay: 3,
    signUpsPerIpAndHour: 60,
    signUpsPerDomainAndHour: 300,
    confirmationHours: 72,
    staffLinkMinutes: 30,
    sessionDays: 14,
  },
})
