// `/account/data`: to take along or to erase what is held, by a freshly mailed link.
import { requestErasure, requestExport } from '#privacy/data-links'
import { getReader } from '#readers/store'
import { contactOf } from '#subscriptions/contact-of'
import { Button, CsrfField } from '../../shared/form.tsx'
import { localPath, say } from '../../shared/locale.ts'
import type { FlashMessage } from '../../shared/parts.tsx'
import type { View } from '../../shared/view.ts'
import { formValues, type SiteDeps } from '../context.ts'
import { AccountPage, signedIn, type Visit } from './frame.tsx'
import { checkAccountCsrf } from './session.ts'

export const dataPage = signedIn((_, c, { view, csrf }) => {
  const done = c.req.query('done')
  const flash = done !== undefined && Object.hasOwn(messages, done) ? messages[done] : undefined
  return c.html(<DataPage view={view} csrf={csrf} flash={flash} />)
})

export const postData = signedIn(async (deps, c, visit) => {
  const values = await formValues(c)
  checkAccountCsrf(deps, c, values)
  const request = values['act'] === 'erase' ? requestErasure : requestExport
  const readerId = await knownId(deps, visit)
  const { kind } = readerId ? await request(deps, { readerId }) : { kind: 'gone' as const }
  const done = kind === 'sent' ? (values['act'] === 'erase' ? 'erase' : 'export') : kind
  return c.redirect(localPath(visit.view.locale, `/account/data?done=${done}`), 303)
})

/** Of the ids that the address has had, the one that something is held under. */
async function knownId({ table }: SiteDeps, { reader }: Visit) {
  for (const id of reader.readerIds)
    if ((await getReader(table, id)) || (await contactOf(table, id))) return id
  return undefined
}

type Props = { view: View; csrf: string; flash: FlashMessage | undefined }

function DataPage({ view, csrf, flash }: Props) {
  const { locale } = view
  return (
    <AccountPage
      view={view}
      title={say(locale, 'Vos données', 'Your data')}
      flash={flash}
      lead={say(
        locale,
        'Nous envoyons d’abord un lien à votre adresse\u202f: lui seul montre ou efface.',
        'We first send a link to your address: that alone shows or erases.',
      )}
    >
      <section class="stack">
        <p class="narrow">
          {say(
            locale,
            'L’effacement ferme votre compte. Les numéros déjà payés vous sont encore servis\u202f; ensuite votre nom et vos adresses disparaissent, et il ne reste que les commandes et les contrats que la loi fait conserver.',
            'Erasure closes your account. Issues that are paid are still sent to you; after that your name and addresses go, and only the orders and contracts stay that the law has us keep.',
          )}{' '}
          <a href={`${localPath(locale, '/legal')}#privacy`}>
            {say(locale, 'Ce que nous en faisons', 'What we do with them')}
          </a>
        </p>
        <form class="actions" method="post" action={localPath(locale, '/account/data')}>
          <CsrfField token={csrf} />
          <Button tone="plain" name="act" value="export">
            {say(locale, 'Recevoir mes données', 'Get my data')}
          </Button>
          <Button tone="danger" name="act" value="erase">
            {say(locale, 'Effacer mes données', 'Erase my data')}
          </Button>
        </form>
      </section>
    </AccountPage>
  )
}

const messages: Record<string, FlashMessage> = {
  export: {
    tone: 'good',
    sentence: {
      fr: 'Un lien vers vos données vient de partir à votre adresse. Il vaut un jour.',
      en: 'A link to your data was sent to your address just now. It is good for a day.',
    },
  },
  erase: {
    tone: 'good',
    sentence: {
      fr: 'Un lien d’effacement vient de partir à votre adresse. Rien n’est effacé avant que vous ne l’ouvriez et confirmiez.',
      en: 'An erasure link was sent to your address just now. Nothing is erased before you open it and confirm.',
    },
  },
  tooMany: {
    tone: 'warn',
    sentence: {
      fr: 'Trois liens sont déjà partis aujourd’hui. Ouvrez le dernier, ou revenez demain.',
      en: 'Three links were sent today already. Open the last one, or come back tomorrow.',
    },
  },
  gone: {
    tone: 'good',
    sentence: {
      fr: 'Rien n’est conservé sous cette adresse.',
      en: 'Nothing is kept under this address.',
    },
  },
}
