// What each kind of exception is called, what it means, and what it is about, as finance reads it.
import type { ExceptionKind } from '#finance/exception'
import type { Sentence } from '#kernel/errors'

type Words = {
  title: Sentence
  /** What happened, and what it does to the books. */
  means: Sentence
}

export const exceptionWords: Record<ExceptionKind, Words> = {
  unknownCategory: {
    title: { fr: 'Mouvement Stripe sans règle', en: 'A move at Stripe without a rule' },
    means: {
      fr: 'Stripe a déplacé de l’argent sous un nom qu’aucune règle ne connaît. Le montant est au compte d’attente tant que personne ne dit ce que c’est.',
      en: 'Stripe moved money under a name that no rule knows. The amount lies in the suspense account until somebody says what it is.',
    },
  },
  otherContent: {
    title: { fr: 'Pièce revenue avec un autre contenu', en: 'A piece that came back changed' },
    means: {
      fr: 'Une pièce déjà comptabilisée est revenue avec d’autres montants. L’écriture passée n’a pas été touchée.',
      en: 'A piece that is booked came back with other amounts. The entry that was made has not been touched.',
    },
  },
  invoiceOfNothing: {
    title: { fr: 'Facture qui ne paie aucun numéro', en: 'An invoice that pays for no issue' },
    means: {
      fr: 'Une facture porte la marque du titre, mais rien n’est à servir pour elle. Elle a été faite à la main chez Stripe, ou une commande manque.',
      en: 'An invoice bears the title’s mark, but nothing is to be served for it. It was made by hand at Stripe, or an order is missing.',
    },
  },
  taxMissing: {
    title: { fr: 'Avoir sans sa TVA', en: 'A credit note without its VAT' },
    means: {
      fr: 'Stripe ne dit pas quelle TVA revient avec cet avoir. Elle a été calculée au prorata de la facture\u202f: à confirmer.',
      en: 'Stripe does not say which VAT goes back with this credit note. It was worked out in proportion to the invoice: to be confirmed.',
    },
  },
  taxDiffers: {
    title: { fr: 'TVA qui s’écarte du taux', en: 'VAT that differs from its rate' },
    means: {
      fr: 'La TVA de Stripe et celle du taux diffèrent de plus d’un centime. C’est celle de la facture qui est comptabilisée.',
      en: 'Stripe’s VAT and the rate’s own differ by more than a cent. The invoice’s is what is booked.',
    },
  },
  refundWithoutNote: {
    title: { fr: 'Remboursement sans avoir', en: 'A refund without a credit note' },
    means: {
      fr: 'De l’argent est reparti sans qu’un avoir le justifie. Le client est débiteur d’autant.',
      en: 'Money went back without a credit note behind it. The customer owes that much.',
    },
  },
  refundOwed: {
    title: {
      fr: 'Remboursement refusé, toujours dû',
      en: 'A refund that failed and is still owed',
    },
    means: {
      fr: 'La banque du client a rejeté le remboursement. L’argent est revenu chez Stripe et reste dû au client.',
      en: 'The customer’s bank rejected the refund. The money is back at Stripe and still owed to the customer.',
    },
  },
  payoutShort: {
    title: { fr: 'Virement reçu incomplet', en: 'A payout that came in short' },
    means: {
      fr: 'La banque a reçu moins que Stripe n’a versé. La différence reste aux virements internes.',
      en: 'The bank got less than Stripe paid out. The difference stays in transit.',
    },
  },
  payoutOver: {
    title: { fr: 'Virement reçu en trop', en: 'A payout that came in over' },
    means: {
      fr: 'La banque a reçu plus que Stripe n’a versé. La différence reste aux virements internes.',
      en: 'The bank got more than Stripe paid out. The difference stays in transit.',
    },
  },
  payoutLate: {
    title: { fr: 'Virement pas encore reçu', en: 'A payout that has not come in' },
    means: {
      fr: 'Le jour d’arrivée est passé et aucune ligne de banque ne correspond. Importez le relevé suivant, ou interrogez la banque.',
      en: 'The day of arrival has passed and no line of the bank matches. Import the next statement, or ask the bank.',
    },
  },
  payoutCurrency: {
    title: { fr: 'Virement dans une autre devise', en: 'A payout in another currency' },
    means: {
      fr: 'Ces comptes sont tenus en euros. Ce virement n’y est pas comptabilisé.',
      en: 'These books are kept in euros. This payout is not booked in them.',
    },
  },
  payoutDiffers: {
    title: {
      fr: 'Virement qui n’est pas la somme de ses mouvements',
      en: 'A payout that is not the sum of its moves',
    },
    means: {
      fr: 'Le montant versé et le total des mouvements que Stripe y range diffèrent.',
      en: 'What was paid out and the total of the moves that Stripe puts in it differ.',
    },
  },
  bankLineUnknown: {
    title: { fr: 'Ligne de banque sans virement', en: 'A bank line without a payout' },
    means: {
      fr: 'La banque montre une ligne de Stripe à laquelle aucun virement ne correspond.',
      en: 'The bank shows a line from Stripe that matches no payout.',
    },
  },
  balanceDiffers: {
    title: {
      fr: 'Solde Stripe différent du compte 517',
      en: 'Stripe’s balance differs from account 517',
    },
    means: {
      fr: 'Le solde que Stripe annonce et celui du livre diffèrent. Un mouvement manque d’un côté ou de l’autre.',
      en: 'The balance that Stripe states and the ledger’s differ. A move is missing on one side.',
    },
  },
  deferredDiffers: {
    title: {
      fr: 'Compte 487 différent de ce qui reste à servir',
      en: 'Account 487 differs from what is unserved',
    },
    means: {
      fr: 'Le solde des abonnements restant à servir n’est pas la somme des numéros dus.',
      en: 'The balance of deferred subscriptions is not the sum of the issues owed.',
    },
  },
  drift: {
    title: { fr: 'Différence entre Stripe et le livre', en: 'Stripe and the ledger differ' },
    means: {
      fr: 'Stripe a une pièce que le livre n’a pas, ou l’inverse.',
      en: 'Stripe has a piece that the ledger has not, or the other way round.',
    },
  },
  unionThreshold: {
    title: {
      fr: 'Seuil de 10 000\u00a0€ dans l’Union',
      en: 'The threshold of €10,000 in the Union',
    },
    means: {
      fr: 'Les ventes à des particuliers d’autres États membres approchent du seuil, ou l’ont passé. Au-delà, la TVA est celle du pays du client et se déclare au guichet unique (OSS).',
      en: 'Sales to consumers in other member states are near the threshold or past it. Beyond it VAT is that of the customer’s country and is declared through the one-stop shop (OSS).',
    },
  },
}
