// The issue of the summer before the first start: out in July 2026. Its dossier and companies are
// invented.
import type { SampleArticle } from '../sample/articles.ts'
import type { SampleIssue } from '../sample/issues.ts'

export const issue128: SampleIssue = {
  number: 128,
  coverDate: '2026-07-06',
  title: 'L’été des files d’attente',
  status: 'published',
  dossier: {
    title: 'Ouvert en août',
    standfirst:
      'Quand tout ferme, quelques services clients restent au complet. Portraits de celles et ceux qui répondent pendant que le pays est à la plage.',
    companySlugs: ['trois-rivages', 'palombe-voyages', 'halcyon-relation'],
  },
  sections: [
    { kind: 'dossier', title: 'Ouvert en août', pages: 13 },
    { kind: 'news', title: 'Avant la pause', pages: 28 },
    { kind: 'investigation', title: 'Les saisonniers du combiné', pages: 4 },
    { kind: 'report', title: 'Un après-midi à la réception', pages: 4 },
    { kind: 'interview', title: 'Celui qui ne prend jamais de vacances', pages: 3 },
    { kind: 'spotlight', title: 'Des plannings qui tiennent l’été', pages: 4 },
    { kind: 'advertising', title: 'Publicité', pages: 12 },
  ],
}

export const article128: SampleArticle = {
  number: 128,
  editorial: {
    title: 'Laisser sonner',
    paragraphs: [
      'Il existe une saison où le pays entier apprend à laisser sonner. Les bureaux se vident, les répondeurs prennent un accent chantant, et l’on promet de rappeler en septembre.',
      'Ce numéro est pour les autres\u202f: ceux dont le téléphone sonne deux fois plus quand tout le monde est parti. Ils nous ont reçus entre deux appels, sans jamais quitter le casque.',
    ],
  },
  dossier: {
    byline: 'Enquête de la rédaction',
    quote: 'En août, on ne nous demande pas d’aller vite. On nous demande d’être là.',
    paragraphs: [
      'À la centrale d’assistance de Palombe Voyages, le tableau des congés se remplit à l’envers\u202f: on y inscrit les présents. Ils sont quarante le premier samedi d’août, contre douze en mars, et personne ne s’en plaint.',
      'Chez Trois Rivages, la direction a renoncé aux renforts de dernière minute. Les saisonniers arrivent en mai, apprennent auprès des anciens, et repartent en octobre avec une promesse de retour. Sept sur dix la tiennent.',
      'Reste la fatigue. Halcyon Relation a coupé les après-midi en deux et rendu la climatisation aux plateaux qui en manquaient. Le nombre d’appels traités n’a pas bougé\u202f; celui des arrêts, si.',
    ],
  },
}
