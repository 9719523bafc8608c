// `/my-data/:token` and `/erase/:token`: the freshly mailed links to one's own data.
import type { Context } from 'hono'
import { readDataLink } from '#privacy/data-links'
import { describeHoldings } from '#privacy/describe-holdings'
import { eraseByLink } from '#privacy/erase-reader'
import { type Holdings, holdingsFileName, openExport } from '#privacy/hold-about'
import { Button, Checkbox } from '../shared/form.tsx'
import { localPath, say } from '../shared/locale.ts'
import type { View } from '../shared/view.ts'
import { formValues, originOf, type SiteDeps, viewOf } from './context.ts'
import { NarrowPage } from './narrow-page.tsx'
import { brokenLink } from './preferences.tsx'

export async function myDataPage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const outcome = await openExport(deps, { token: c.req.param('token') ?? '' })
  if (outcome.kind === 'invalid') throw brokenLink()
  if (outcome.kind !== 'held') return c.html(<OverPage view={view} kind={outcome.kind} />, 410)
  return c.html(<MyDataPage view={view} holdings={outcome.holdings} />)
}

export async function downloadMyData(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const outcome = await openExport(deps, { token: c.req.param('token') ?? '' })
  if (outcome.kind === 'invalid') throw brokenLink()
  if (outcome.kind !== 'held') return c.html(<OverPage view={view} kind={outcome.kind} />, 410)
  c.header('content-type', 'application/json; charset=utf-8')
  c.header('content-disposition', `attachment; filename="${holdingsFileName(outcome.holdings)}"`)
  return c.body(JSON.stringify(outcome.holdings, null, 2))
}

export async function erasePage(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const token = c.req.param('token') ?? ''
  const reading = await readDataLink(deps, { purpose: 'erase', token })
  if (reading.kind === 'invalid') throw brokenLink()
  if (reading.kind === 'gone') return c.html(<ErasedPage view={view} />)
  if (reading.kind === 'expired') return c.html(<OverPage view={view} kind="expired" />, 410)
  return c.html(<ErasePage view={view} />)
}

export async function postErase(deps: SiteDeps, c: Context) {
  const view = viewOf(deps, c)
  const values = await formValues(c)
  const outcome = await eraseByLink(deps, {
    token: c.req.param('token') ?? '',
    suppress: values['suppress'] === 'yes',
    formUrl: originOf(deps, c).formUrl,
  })
  if (outcome.kind === 'invalid') throw brokenLink()
  if (outcome.kind === 'expired') return c.html(<OverPage view={view} kind="expired" />, 410)
  return c.redirect(localPath(view.locale, view.path), 303)
}

function MyDataPage({ view, holdings }: { view: View; holdings: Holdings }) {
  const { locale, publication } = view
  const title = say(locale, 'Ce que nous détenons sur vous', 'What we hold about you')
  return (
    <NarrowPage view={view} title={title}>
      <p class="actions">
        <a class="button primary" href={`${localPath(locale, view.path)}/download`} download>
          {say(locale, 'Télécharger (JSON)', 'Download (JSON)')}
        </a>
      </p>
      {describeHoldings(holdings, { publication, locale }).map((section) => (
        <section class="hair">
          <h2 class="subheading">{section.title}</h2>
          <dl class="holdings">
            {section.lines.map((line) => (
              <div>
                <dt>{line.label}</dt>
                <dd>{line.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </NarrowPage>
  )
}

function ErasePage({ view }: { view: View }) {
  const { locale } = view
  const title = say(locale, 'Tout effacer', 'Erase everything')
  return (
    <NarrowPage
      view={view}
      title={title}
      lead={say(
        locale,
        'Votre adresse et vos choix seront effacés, et vous ne recevrez plus rien. C’est irréversible.',
        'Your address and your choices will be erased, and you will get nothing any more. This cannot be undone.',
      )}
    >
      <p class="small">
        {say(
          locale,
          'Seule subsiste la preuve de votre consentement passé, sans votre adresse, aussi longtemps que la loi l’exige.',
          'What stays is the proof of your past consent, without your address, for as long as the law asks.',
        )}
        {view.publication.subscriptions && ' '}
        {view.publication.subscriptions &&
          say(
            locale,
            'Ce que vous avez payé vous est encore servi\u202f; la loi fait conserver dix ans les commandes et les contrats.',
            'What you have paid for is still sent to you; the law has orders and contracts kept for ten years.',
          )}
      </p>
      <form class="form" method="post">
        <Checkbox
          name="suppress"
          label={say(
            locale,
            'Et ne plus jamais écrire à cette adresse, même si quelqu’un l’inscrit',
            'And never write to this address again, even if somebody signs it up',
          )}
          hint={say(
            locale,
            'Nous gardons pour cela une empreinte de l’adresse, et elle seule.',
            'For this we keep a fingerprint of the address, and nothing else.',
          )}
          isChecked={false}
        />
        <Button tone="danger">{say(locale, 'Effacer définitivement', 'Erase for good')}</Button>
      </form>
    </NarrowPage>
  )
}

function ErasedPage({ view }: { view: View }) {
  const { locale } = view
  const title = say(locale, 'C’est effacé', 'Erased')
  return (
    <NarrowPage
      view={view}
      title={title}
      lead={say(
        locale,
        'Il n’y a plus rien derrière ce lien. Merci de nous avoir lus.',
        'There is nothing behind this link any more. Thank you for having read us.',
      )}
    />
  )
}

function OverPage({ view, kind }: { view: View; kind: 'expired' | 'gone' }) {
  const { locale } = view
  const title = say(locale, 'Ce lien n’est plus valable', 'This link no longer works')
  return (
    <NarrowPage
      view={view}
      title={title}
      lead={
        kind === 'expired'
          ? say(
              locale,
              'Il était valable 24 heures. Demandez-en un nouveau depuis la page des préférences, accessible depuis chaque lettre.',
              'It worked for 24 hours. Ask for another one from the preferences page, which each letter links to.',
            )
          : say(
              locale,
              'Nous ne détenons plus aucune donnée correspondant à ce lien.',
              'We no longer hold any data that belongs to this link.',
            )
      }
    />
  )
}
