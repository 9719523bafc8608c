// The companies of the sample publication. All are invented, and say so; their sites are at
// reserved names. Former names and short forms are aliases: each finds its company.
import type { Company } from '#editorial/issue'

/** A company without what storing it adds; the slug is how issues refer to it. */
export type SampleCompany = Omit<Company, 'id' | 'version' | 'updatedAt'>

export const sampleCompanies: readonly SampleCompany[] = [
  {
    name: 'Brumaire Contact',
    slug: 'brumaire-contact',
    aliases: ['Allô Brumaire', 'Standards Brumaire'],
    description:
      'Société inventée pour l’échantillon. Née d’un standard partagé entre médecins de campagne, elle répond aujourd’hui pour quarante marques, depuis six villes moyennes.',
    website: 'https://brumaire-contact.example',
  },
  {
    name: 'Halcyon Relation',
    slug: 'halcyon-relation',
    aliases: ['Halcyon', 'Halcyon Outsourcing'],
    description:
      'Société inventée pour l’échantillon. Prestataire de service client coté, connu pour ses plateaux de nuit et pour avoir renoncé aux scripts.',
    website: 'https://halcyon-relation.example',
  },
  {
    name: 'Méridienne Services',
    slug: 'meridienne-services',
    aliases: ['Standard du Midi', 'Méridienne'],
    description:
      'Société inventée pour l’échantillon. L’ancien Standard du Midi, repris par ses salariés, s’est fait une spécialité des appels difficiles : sinistres, deuils, impayés.',
    website: 'https://meridienne-services.example',
  },
  {
    name: 'Ponant Relation Client',
    slug: 'ponant-relation-client',
    aliases: ['Ponant RC'],
    description:
      'Société inventée pour l’échantillon. Trois sites en bord de mer, mille deux cents conseillers, et un accord de télétravail que la profession a beaucoup commenté.',
    website: 'https://ponant-rc.example',
  },
  {
    name: 'Galerne BPO',
    slug: 'galerne-bpo',
    aliases: ['Téléservices Galerne'],
    description:
      'Société inventée pour l’échantillon. Groupe familial de back-office : dossiers, chèques, courriers, et depuis peu relecture des réponses que rédigent les machines.',
    website: 'https://galerne-bpo.example',
  },
  {
    name: 'Sirocco Care',
    slug: 'sirocco-care',
    aliases: ['Sirocco Phoning', 'Sirocco Customer Care'],
    description:
      'Société inventée pour l’échantillon. Elle vendait des fenêtres au téléphone sous le nom de Sirocco Phoning ; elle soigne désormais les clients des autres, en huit langues.',
    website: 'https://sirocco-care.example',
  },
  {
    name: 'Quintefeuille',
    slug: 'quintefeuille',
    aliases: ['Quintefeuille Savoir'],
    description:
      'Société inventée pour l’échantillon. Éditeur d’une base de connaissances qui tient en une promesse : une question, une seule page, une date de relecture.',
    website: 'https://quintefeuille.example',
  },
  {
    name: 'Lanterne & Cie',
    slug: 'lanterne-et-cie',
    aliases: ['Lanterne et Compagnie', 'Lanterne Analytics'],
    description:
      'Société inventée pour l’échantillon. Analyse des conversations : ses tableaux comptent les silences autant que les mots.',
    website: 'https://lanterne-cie.example',
  },
  {
    name: 'Nuée Robotique',
    slug: 'nuee-robotique',
    aliases: ['Nuée Labs'],
    description:
      'Société inventée pour l’échantillon. Jeune pousse des agents vocaux, qui prévient toujours qu’un automate est au bout du fil.',
    website: 'https://nuee-robotique.example',
  },
  {
    name: 'Cadran Bleu',
    slug: 'cadran-bleu',
    aliases: ['Observatoire Cadran Bleu', 'Cadran-Bleu Mesures'],
    description:
      'Société inventée pour l’échantillon. Institut d’appels mystères : ses enquêteurs patientent pour de vrai, montre en main.',
    website: 'https://cadran-bleu.example',
  },
  {
    name: 'Banque Solstice',
    slug: 'banque-solstice',
    aliases: ['Crédit Solstice', 'Caisse du Solstice'],
    description:
      'Société inventée pour l’échantillon. Banque de détail sans guichet depuis dix ans, qui vient d’en rouvrir onze.',
    website: 'https://banque-solstice.example',
  },
  {
    name: 'Mutuelle de l’Aubépin',
    slug: 'mutuelle-de-l-aubepin',
    aliases: ['Aubépin Mutuelle', 'L’Aubépin'],
    description:
      'Société inventée pour l’échantillon. Complémentaire santé d’un million d’adhérents, dont le directeur général prend des appels un vendredi sur deux.',
    website: 'https://mutuelle-aubepin.example',
  },
  {
    name: 'Énergie Tramontane',
    slug: 'energie-tramontane',
    aliases: ['Tramontane', 'Régie Tramontane'],
    description:
      'Société inventée pour l’échantillon. Fournisseur d’électricité régional ; ses pics d’appels suivent la météo à deux heures près.',
    website: 'https://energie-tramontane.example',
  },
  {
    name: 'Trois-Rivages',
    slug: 'trois-rivages',
    aliases: ['Messageries des Trois-Rivages'],
    description:
      'Société inventée pour l’échantillon. Livraison de colis : quatre millions d’appels l’an dernier, tous pour la même question.',
    website: 'https://trois-rivages.example',
  },
  {
    name: 'Palombe Voyages',
    slug: 'palombe-voyages',
    aliases: ['Agences Palombe'],
    description:
      'Société inventée pour l’échantillon. Voyagiste dont les conseillers partent, une fois par an, là où ils envoient leurs clients.',
    website: 'https://palombe-voyages.example',
  },
  {
    name: 'Octave & Filles',
    slug: 'octave-et-filles',
    aliases: ['Octave et Filles', 'Pianos Octave'],
    description:
      'Société inventée pour l’échantillon. Facteur de pianos, deux cents salariés, et un numéro de téléphone qui n’a jamais changé.',
    website: 'https://octave-filles.example',
  },
]
