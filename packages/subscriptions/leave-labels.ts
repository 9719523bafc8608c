// The names of the ways to leave, as the law gives them. Every page's foot bears two of them.
import type { Locale } from '#kernel/errors'
import type { DeclarationKind } from './declaration.ts'

/** As the law names the acts (Code de la consommation, D215-1, D215-3, D221-5): never changed. */
export const leaveLabels = {
  cancellation: {
    door: { fr: 'Résilier votre contrat', en: 'Cancel your contract' },
    act: { fr: 'Notification de la résiliation', en: 'Notify the cancellation' },
  },
  withdrawal: {
    door: { fr: 'Renoncer au contrat ici', en: 'Withdraw from the contract here' },
    act: { fr: 'Confirmer la rétractation', en: 'Confirm the withdrawal' },
  },
} as const satisfies Record<DeclarationKind, Record<'door' | 'act', Record<Locale, string>>>
