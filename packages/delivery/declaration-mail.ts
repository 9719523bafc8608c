// Writes the receipts of a declaration (Code de la consommation, L215-1-1 and L221-21): what was
// declared and when, when the contract ends, what follows. The copy goes to the contract's own address.
import type { Declaration } from '#subscriptions/declaration'
import { Receipt } from '#subscriptions/declaration'
import { declarationToken, declaredPath } from '#subscriptions/declaration-link'
import {
  declaredLines,
  effectTexts,
  endText,
  momentText,
  quoted,
} from '#subscriptions/declaration-words'
import { leaveLabels } from '#subscriptions/leave-labels'
import { orderToken, orderUrl } from '#subscriptions/order-link'
import { getCustomer, getSubscription } from '#subscriptions/store'
import { getDeclaration } from '#subscriptions/store-declarations'
import type { Subscription } from '#subscriptions/subscription'
import type { Line } from './contract-text.ts'
import { declarationTexts } from './declaration-notices.ts'
import type { MailCause, WriteMailDeps, Written } from './write-single-mail.ts'

/** The intent lies in the receipt. */
export async function declarationMail(deps: WriteMailDeps, cause: MailCause): Promise<Written> {
  const receipt = Receipt.parse(cause.item)
  const declaration = await getDeclaration(deps.table, receipt.declarationId)
  if (!declaration) return { kind: 'skipped', reason: 'gone' }
  const subscription = await subscriptionOf(deps, declaration)
  const to = await addressFor(deps, { receipt, declaration })
  if (!to) return { kind: 'skipped', reason: 'erased' }
  const { locale } = declaration
  const { name, zone } = deps.publication
  const isCopy = receipt.what === 'copy'
  const texts = declarationTexts({
    ...{ kind: declaration.kind, what: receipt.what, channel: declaration.channel },
    moment: momentText(declaration.at, locale, zone),
    because: declaration.waitingBecause,
    name,
  })[locale]
  const end = receipt.what === 'received' ? undefined : endText(declaration, locale)
  const note = {
    texts,
    link: isCopy && subscription ? orderLink(deps, subscription) : receiptLink(deps, declaration),
    ...(end === undefined ? {} : { box: { label: boxLabel[locale], text: end } }),
    lines: linesOf(deps, { declaration, subscription, receipt }),
  }
  const mail = { kind: 'mail.declaration', note } as const
  return { kind: 'mail', mail, to, locale, addressee: { readerId: receipt.readerId } }
}

const boxLabel = { fr: 'Fin du contrat', en: 'End of the contract' }

async function subscriptionOf(deps: WriteMailDeps, { contract }: Declaration) {
  return contract && (await getSubscription(deps.table, contract))
}

async function addressFor(
  deps: WriteMailDeps,
  { receipt, declaration }: { receipt: Receipt; declaration: Declaration },
): Promise<string | undefined> {
  if (receipt.what !== 'copy') return declaration.typed.email
  if (!declaration.contract) return undefined
  return (await getCustomer(deps.table, declaration.contract.customerId))?.email
}

function receiptLink({ siteUrl, signingKeys }: WriteMailDeps, declaration: Declaration): string {
  return siteUrl + declaredPath(declaration.locale, declarationToken(signingKeys, declaration.id))
}

function orderLink(deps: WriteMailDeps, { customerId, orderId, locale }: Subscription): string {
  const token = orderToken(deps.signingKeys, { customerId, orderId })
  return orderUrl({ siteUrl: deps.siteUrl, locale, token })
}

type Given = {
  declaration: Declaration
  subscription: Subscription | undefined
  receipt: Receipt
}

function linesOf(deps: WriteMailDeps, { declaration, subscription, receipt }: Given): Line[] {
  const { publication } = deps
  const { locale, kind, at, channel, id } = declaration
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const effects = effectTexts(declaration, { publication, locale })
  const isKnown = receipt.what !== 'received' && subscription !== undefined
  const isNamed = declaration.typed.reference?.includes(subscription?.orderId ?? '-') === true
  return [
    ...(isKnown && effects.length > 0
      ? [{ label: say('Ce qui s’ensuit', 'What follows'), texts: effects }]
      : []),
    ...(isKnown
      ? [
          {
            label: say('Abonnement', 'Subscription'),
            texts: [
              `${publication.name}, ${subscription.terms.name[locale]}`,
              ...(isNamed
                ? []
                : [say(`Commande ${subscription.orderId}`, `Order ${subscription.orderId}`)]),
            ],
          },
        ]
      : []),
    {
      label: say('Déclaration reçue', 'Declaration received'),
      texts: [
        momentText(at, locale, publication.zone),
        ...(channel === 'site' ? [quoted(leaveLabels[kind].act[locale], locale)] : []),
        say(`Référence ${id}`, `Reference ${id}`),
      ],
    },
    ...declaredLines(declaration, locale).map(({ label, texts }) => ({
      label,
      texts: texts.map(harmless),
    })),
  ]
}

/** What somebody typed is shown to another's mail program: nothing of it becomes a link there. */
function harmless(text: string): string {
  return text.replace(/:\/\//g, ': / /').replace(/\bwww\./gi, 'www ')
}
