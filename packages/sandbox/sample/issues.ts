// Issues 129 to 136 of the sample publication: two are out, one is about to be announced, five are
// planned. Titles, dossiers and companies are invented. Companies are named by slug.
import type { Dossier, Issue } from '#editorial/issue'

/** An issue without what storing it adds; its companies are slugs of `sample/companies.ts`. */
export type SampleIssue = Omit<
  Issue,
  'dossier' | 'newsletterId' | 'version' | 'updatedAt' | 'updatedBy'
> & { dossier: Omit<Dossier, 'companyIds'> & { companySlugs: readonly string[] } }

export const sampleIssues: readonly SampleIssue[] = [
  {
    number: 129,
    coverDate: '2026-09-07',
    title: 'Ceux qui tiennent le plateau',
    status: 'published',
    dossier: {
      title: 'Superviseur, le métier que personne ne raconte',
      standfirst:
        'Ils écoutent, consolent, recadrent et comptent. Entre la direction qui veut des chiffres et l’équipe qui veut de l’air, douze superviseuses et superviseurs racontent leurs journées.',
      companySlugs: ['halcyon-relation', 'meridienne-services', 'ponant-relation-client'],
    },
    sections: [
      { kind: 'dossier', title: 'Superviseur, le métier que personne ne raconte', pages: 12 },
      { kind: 'news', title: 'La rentrée en vingt-deux brèves', pages: 26 },
      { kind: 'investigation', title: 'Où passent les heures de formation ?', pages: 4 },
      { kind: 'report', title: 'Une semaine à Saint-Brévin, dernier étage', pages: 4 },
      { kind: 'interview', title: 'Celle qui a supprimé les scripts', pages: 3 },
      { kind: 'spotlight', title: 'Les casques qui ne font plus mal', pages: 3 },
      { kind: 'advertising', title: 'Publicité', pages: 12 },
    ],
  },
  {
    number: 130,
    coverDate: '2026-10-19',
    title: 'L’art du conseil',
    status: 'published',
    dossier: {
      title: 'Conseiller ou vendre, il faut choisir',
      standfirst:
        'On demande aux conseillers de vendre et aux vendeurs de conseiller. Sur les plateaux, la frontière coûte cher à ceux qui la franchissent, et davantage à ceux qui la nient.',
      companySlugs: ['sirocco-care', 'banque-solstice', 'mutuelle-de-l-aubepin', 'quintefeuille'],
    },
    sections: [
      { kind: 'dossier', title: 'Conseiller ou vendre, il faut choisir', pages: 13 },
      { kind: 'news', title: 'L’automne des renégociations', pages: 28 },
      { kind: 'investigation', title: 'Les primes, poste par poste', pages: 4 },
      { kind: 'report', title: 'Dans l’agence qui a rouvert son guichet', pages: 4 },
      { kind: 'interview', title: 'Un directeur au téléphone, un vendredi sur deux', pages: 3 },
      { kind: 'spotlight', title: 'Des bases de connaissances qui se relisent', pages: 4 },
      { kind: 'advertising', title: 'Publicité', pages: 12 },
    ],
  },
  {
    number: 131,
    coverDate: '2026-12-01',
    title: 'Le prix de l’attente',
    status: 'planned',
    dossier: {
      title: 'Patienter, est-ce déjà partir ?',
      standfirst:
        'Quatre minutes de musique, puis une voix qui s’excuse. Que vaut ce temps-là, qui le paie, et que deviennent celles et ceux qui raccrochent ? Enquête chronomètre en main.',
      companySlugs: [
        'trois-rivages',
        'banque-solstice',
        'brumaire-contact',
        'cadran-bleu',
        'nuee-robotique',
        'energie-tramontane',
      ],
    },
    sections: [
      { kind: 'dossier', title: 'Patienter, est-ce déjà partir ?', pages: 16 },
      { kind: 'news', title: 'Ce qui a changé depuis l’automne', pages: 29 },
      { kind: 'investigation', title: 'Qui compose les musiques d’attente ?', pages: 5 },
      { kind: 'report', title: 'Une nuit au standard d’un hôpital', pages: 5 },
      { kind: 'interview', title: '« Je rappelle toujours »', pages: 3 },
      { kind: 'spotlight', title: 'Le rappel automatique, dix outils au banc d’essai', pages: 4 },
      { kind: 'advertising', title: 'Publicité', pages: 10 },
    ],
  },
  {
    number: 132,
    coverDate: '2027-01-12',
    title: 'Réclamer',
    status: 'planned',
    dossier: {
      title: 'Ce que disent vraiment les réclamations',
      standfirst:
        'Une lettre de colère est une étude de marché que l’on n’a pas payée. Encore faut-il que quelqu’un la lise jusqu’au bout.',
      companySlugs: ['galerne-bpo', 'lanterne-et-cie', 'energie-tramontane', 'trois-rivages'],
    },
    sections: [
      { kind: 'dossier', title: 'Ce que disent vraiment les réclamations', pages: 12 },
      { kind: 'news', title: 'Janvier, mois des engagements', pages: 26 },
      { kind: 'investigation', title: 'Le médiateur, dernier étage', pages: 4 },
      { kind: 'report', title: 'Le courrier du matin, à Vallonges', pages: 4 },
      { kind: 'interview', title: 'La lectrice de lettres', pages: 3 },
      { kind: 'spotlight', title: 'Trier sans trahir', pages: 3 },
      { kind: 'advertising', title: 'Publicité', pages: 12 },
    ],
  },
  {
    number: 133,
    coverDate: '2027-02-23',
    title: 'Mille accents',
    status: 'planned',
    dossier: {
      title: 'Faut-il gommer les accents ?',
      standfirst:
        'Des logiciels promettent d’effacer l’accent d’un conseiller en temps réel. Les plateaux, les clients et les linguistes ne sont pas d’accord, et c’est heureux.',
      companySlugs: ['sirocco-care', 'nuee-robotique', 'ponant-relation-client'],
    },
    sections: [
      { kind: 'dossier', title: 'Faut-il gommer les accents ?', pages: 13 },
      { kind: 'news', title: 'L’hiver des appels d’offres', pages: 28 },
      { kind: 'investigation', title: 'La voix est-elle une donnée personnelle ?', pages: 4 },
      { kind: 'report', title: 'Huit langues sous un même toit', pages: 4 },
      { kind: 'interview', title: 'Une phonéticienne au bout du fil', pages: 3 },
      { kind: 'spotlight', title: 'Traduire en direct, et après ?', pages: 4 },
      { kind: 'advertising', title: 'Publicité', pages: 12 },
    ],
  },
  {
    number: 134,
    coverDate: '2027-04-06',
    title: 'Les nuits du service client',
    status: 'planned',
    dossier: {
      title: 'Qui répond à trois heures du matin ?',
      standfirst:
        'Pannes, fuites, insomnies : la nuit, les appels ne sont pas les mêmes, ceux qui les prennent non plus. Voyage chez les veilleurs.',
      companySlugs: ['halcyon-relation', 'brumaire-contact', 'mutuelle-de-l-aubepin'],
    },
    // Still short of news: the console warns until the editor finds more.
    sections: [
      { kind: 'dossier', title: 'Qui répond à trois heures du matin ?', pages: 18 },
      { kind: 'news', title: 'Printemps', pages: 18 },
      { kind: 'report', title: 'La ronde de nuit', pages: 6 },
      { kind: 'interview', title: 'Vingt ans sans voir le jour', pages: 4 },
      { kind: 'spotlight', title: 'Éclairer sans réveiller', pages: 4 },
      { kind: 'advertising', title: 'Publicité', pages: 12 },
    ],
  },
  {
    number: 135,
    coverDate: '2027-05-18',
    title: 'La voix et ses doubles',
    status: 'planned',
    dossier: {
      title: 'Parler avec une machine sans se mentir',
      standfirst:
        'Les voix de synthèse respirent, hésitent et s’excusent. Que faut-il dire à qui leur parle, et à quel moment passer la main ?',
      companySlugs: ['nuee-robotique', 'lanterne-et-cie', 'quintefeuille', 'banque-solstice'],
    },
    sections: [
      { kind: 'dossier', title: 'Parler avec une machine sans se mentir', pages: 13 },
      { kind: 'news', title: 'Ce que la loi demande désormais', pages: 28 },
      { kind: 'investigation', title: 'Les comédiens derrière les voix', pages: 4 },
      { kind: 'report', title: 'Une journée de passages de main', pages: 4 },
      { kind: 'interview', title: 'Le philosophe et l’automate', pages: 3.5 },
      { kind: 'spotlight', title: 'Mesurer une conversation', pages: 3.5 },
      { kind: 'advertising', title: 'Publicité', pages: 12 },
    ],
  },
  {
    number: 136,
    coverDate: '2027-06-29',
    title: 'Tous en même temps',
    status: 'planned',
    dossier: {
      title: 'Le jour où tout le monde appelle',
      standfirst:
        'Orage, grève, panne, soldes : en une heure, un mois d’appels. Comment les services clients se préparent à ce qui ne se prévoit pas.',
      companySlugs: [
        'palombe-voyages',
        'energie-tramontane',
        'trois-rivages',
        'octave-et-filles',
        'meridienne-services',
      ],
    },
    sections: [
      { kind: 'dossier', title: 'Le jour où tout le monde appelle', pages: 16 },
      { kind: 'news', title: 'Avant l’été', pages: 29 },
      { kind: 'investigation', title: 'Les prévisionnistes, à deux heures près', pages: 5 },
      { kind: 'report', title: 'Départs en vacances, côté cuisine', pages: 5 },
      { kind: 'interview', title: 'Le même numéro depuis 1931', pages: 3 },
      { kind: 'spotlight', title: 'Déborder ailleurs', pages: 4 },
      { kind: 'advertising', title: 'Publicité', pages: 10 },
    ],
  },
]
