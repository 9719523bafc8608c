// `/order/:token/card`: a card to print and to hand over, for who gives the magazine. The message is
// the giver's own; where none was written, there is room for a hand to write one.
import type { Context } from 'hono'
import { getIssue } from '#editorial/store'
import { readOrderToken } from '#subscriptions/order-link'
import { getOrder } from '#subscriptions/store'
import { notFound } from '../shared/errors.tsx'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import { type SiteDeps, viewOf } from './context.ts'
import { publicIssue } from './issues.ts'
import { CoverImage } from './parts.tsx'

/** Only of a gift that is paid. @throws VisibleError where there is no such gift. */
export async function giftCardPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const { locale, publication } = view
  const token = c.req.param('token') ?? ''
  const ref = readOrderToken(deps.signingKeys, { token, now: deps.clock() })
  const order = ref && (await getOrder(deps.table, ref))
  if (order?.status !== 'paid' || !order.gift) throw notFound(noSuchCard)
  const { gift, buyer, terms } = order
  const issue = await getIssue(deps.table, order.firstIssue)
  return c.html(
    <Page view={view} title={say(locale, 'Carte à imprimer', 'Card to print')} isPrivate>
      <article class="gift-card">
        <div class="gift-card-cover">
          {issue && <CoverImage view={view} issue={publicIssue(issue)} companies={[]} />}
        </div>
        <div>
          <p class="kicker">{say(locale, 'Pour', 'For')}</p>
          <h1 class="title">{gift.recipientName}</h1>
          <p class="standfirst">
            {say(
              locale,
              `${buyer.name} vous offre ${publication.name}.`,
              `${buyer.name} gives you ${publication.name}.`,
            )}
          </p>
          <p>{terms.name[locale]}</p>
          <p class="gift-card-message">{gift.message}</p>
        </div>
      </article>
      <p class="actions">
        <a class="button" href={localPath(locale, `/order/${token}`)}>
          {say(locale, 'Revenir à la commande', 'Back to the order')}
        </a>
      </p>
      <p class="small gift-card-hint">
        {say(
          locale,
          'Imprimez cette page par le menu de votre navigateur\u202f: seule la carte s’imprime.',
          'Print this page from your browser’s menu: only the card is printed.',
        )}
      </p>
    </Page>,
  )
}

const noSuchCard = {
  fr: 'Il n’y a pas de carte à cette adresse\u202f: il en existe une pour un cadeau, une fois qu’il est payé. La page de la commande, dont l’adresse est dans le message de confirmation, y mène.',
  en: 'There is no card at this address: there is one for a gift, once it is paid. The page of the order, whose address is in the message of confirmation, leads to it.',
}
