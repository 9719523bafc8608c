// A newsletter with every kind of block, an issue, companies and a picture, for tests of the mail.
// All of it is invented.
import type { Block } from '#editorial/blocks'
import type { Company, Image, Issue } from '#editorial/issue'
import type { Newsletter } from '#editorial/newsletter'
import type { CompanyId, Id, ImageId } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { type Publication, parsePublication } from '#publication/schema'
import input from '../../publication.config.ts'

const at = '2026-11-24T08:00:00.000Z' as Instant

export const samplePublication: Publication = parsePublication(input)

export const sampleCompanies: Company[] = [
  ['co_arpege', 'Arpège Contact'],
  ['co_voixlibre', 'VoixLibre'],
  ['co_halcyon', 'Halcyon Outsourcing'],
  ['co_meridienne', 'Méridienne'],
  ['co_octave', 'Octave & Fils'],
].map(([id, name]) => ({
  id: id as CompanyId,
  name: name as string,
  slug: (id as string).slice(3),
  aliases: [],
  description: 'Société d’exemple.',
  version: 1,
  updatedAt: at,
}))

export const sampleIssue: Issue = {
  number: 131,
  coverDate: '2026-12-01',
  title: 'Le grand silence des standards',
  dossier: {
    title: 'Qui répondra encore au téléphone ?',
    standfirst:
      'Les prestataires de la relation client apprennent à vivre avec des machines qui parlent. Tour de table, site par site, avec celles et ceux qui décrochent.',
    companyIds: sampleCompanies.slice(0, 4).map(({ id }) => id),
  },
  sections: [
    { kind: 'dossier', title: 'Qui répondra encore au téléphone ?', pages: 18 },
    { kind: 'spotlight', title: 'Une nuit au standard d’un hôpital', pages: 4 },
    { kind: 'investigation', title: 'Le prix caché des minutes offertes', pages: 6 },
    { kind: 'advertising', title: 'Publicité', pages: 12 },
  ],
  status: 'announced',
  version: 1,
  updatedAt: at,
  updatedBy: 'redaction@en-contact.example',
}

export const sampleImage: Image = {
  id: 'im_plateau' as ImageId,
  alt: 'Un plateau d’appels au petit matin',
  width: 1200,
  height: 720,
  contentType: 'image/jpeg',
  fileKey: 'images/im_plateau.jpg',
  bytes: 120_000,
  createdAt: at,
}

export const sampleBlocks: Block[] = [
  { id: 'bk_1', type: 'title', text: 'Quand la machine décroche, qui garde la main ?' },
  {
    id: 'bk_2',
    type: 'epigraph',
    quote:
      'On reconnaît une maison à la manière dont elle répond : trop vite, elle n’écoute pas ; trop tard, elle n’existe plus.',
    attribution: 'Odile Vernay, Le Standard, 1987. Éditions du Palier.',
    author: 'Odile Vernay',
    work: 'Le Standard',
    year: 1987,
    publisher: 'Éditions du Palier',
  },
  {
    id: 'bk_3',
    type: 'standfirst',
    spans: [
      {
        text: 'Arpège Contact, VoixLibre, Méridienne : celles et ceux dont on va parler dans les six prochains numéros d’',
      },
      { text: 'En-Contact', italic: true },
      { text: ', et qui n’ont pas l’intention de raccrocher.' },
    ],
  },
  {
    id: 'bk_4',
    type: 'paragraph',
    spans: [
      {
        text: 'La France compte plus de deux cents prestataires d’accueil téléphonique. Au printemps, tous ont reçu la même visite : celle d’un automate qui parle bien, coûte peu et ne prend pas de pause. ',
      },
      { text: 'Les plus lucides ont compris en une matinée', bold: true },
      {
        text: ' ce qu’il fallait changer ; les autres ont commandé une étude. Nous sommes allés voir les deux, ',
      },
      { text: 'site par site', href: '/issues/131' },
      { text: ', casque sur les oreilles.' },
    ],
  },
  { id: 'bk_5', type: 'heading', text: 'Ce que disent les chiffres, et ce qu’ils taisent' },
  {
    id: 'bk_6',
    type: 'paragraph',
    spans: [
      {
        text: 'Un appel sur trois se termine désormais sans qu’un être humain ait parlé. Qui, parmi ces acteurs, va pouvoir assumer de réduire ses équipes ? S’agit-il d’une issue certaine ? Une directrice de site nous répond par une autre question : « Et vous, à qui voulez-vous parler quand cela va mal ? »',
      },
    ],
  },
  {
    id: 'bk_7',
    type: 'image',
    imageId: sampleImage.id,
    alt: 'Un plateau d’appels au petit matin, vingt postes vides et une lampe allumée',
    caption: 'Six heures, l’équipe de nuit rend les casques. Photographie d’exemple.',
  },
  {
    id: 'bk_8',
    type: 'list',
    ordered: false,
    items: [
      [{ text: 'Spotlight', bold: true }, { text: ' : une nuit au standard d’un hôpital.' }],
      [{ text: 'Enquête', bold: true }, { text: ' : le prix caché des minutes offertes.' }],
      [
        { text: 'Reportage', bold: true },
        { text: ' : dans la vallée où l’on apprend à répondre en sept langues.' },
      ],
    ],
  },
  { id: 'bk_9', type: 'companies', companyIds: sampleCompanies.map(({ id }) => id) },
  { id: 'bk_10', type: 'dossierCard', issueNumber: 131 },
  { id: 'bk_11', type: 'button', label: 'Découvrir le numéro 131', href: '/issues/131' },
  { id: 'bk_12', type: 'divider' },
  { id: 'bk_13', type: 'issueCard', issueNumber: 131 },
  {
    id: 'bk_14',
    type: 'calendarLink',
    spans: [
      {
        text: 'Spotlights, enquêtes, reportages : la rédaction a soigné son calendrier, que vous pouvez ',
      },
      { text: 'découvrir ici', href: '/calendar' },
      { text: '. Quarante pour cent de chaque numéro restent réservés à l’actualité.' },
    ],
  },
  {
    id: 'bk_15',
    type: 'closing',
    spans: [{ text: 'Et il va y en avoir ! À bientôt, la rédaction.' }],
  },
]

export const sampleNewsletter: Newsletter = {
  id: 'nl_sample' as Id<'newsletter'>,
  issueNumber: 131,
  locale: 'fr',
  subject: 'Quand la machine décroche, qui garde la main ?',
  preheader: 'Le dossier du numéro 131, les sociétés qui y parlent, et une nuit au standard.',
  blocks: sampleBlocks,
  topics: [],
  status: 'draft',
  version: 1,
  mailingIds: [],
  createdAt: at,
  updatedAt: at,
  updatedBy: 'redaction@en-contact.example',
}

export const sampleSource = {
  newsletter: sampleNewsletter,
  issues: new Map([[131, sampleIssue]]),
  companies: new Map(sampleCompanies.map((company) => [company.id, company])),
  images: new Map([[sampleImage.id, sampleImage]]),
  publication: samplePublication,
  siteUrl: 'https://en-contact.example',
}

export const sampleHoles = {
  unsubscribeUrl: `https://en-contact.example/unsubscribe/${'eyJwIjoidW5zdWJzY3JpYmUi'.repeat(9)}.${'Ab3_-'.repeat(8)}`,
  preferencesUrl: `https://en-contact.example/preferences/${'eyJwIjoicHJlZmVyZW5jZXMi'.repeat(6)}.${'Cd4_-'.repeat(8)}`,
  archiveUrl: 'https://en-contact.example/newsletters/quand-la-machine-decroche',
  trackingPixel: '',
}
