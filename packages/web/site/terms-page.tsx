// `/terms`: the conditions of sale, with the articles that a contract must reproduce and the model
// form of withdrawal.
import type { Context } from 'hono'
import type { Subscriptions } from '#publication/plans'
import { renewalArticles, withdrawalForm } from '#subscriptions/law-texts'
import { sellerLine, termsSections, termsVersion } from '#subscriptions/terms'
import { localPath, say } from '../shared/locale.ts'
import { Page } from '../shared/page.tsx'
import type { View } from '../shared/view.ts'
import { publicCache, type SiteDeps, shopOf, viewOf } from './context.ts'

export function termsPage(deps: SiteDeps, c: Context) {
  const { sold } = shopOf(deps)
  c.header('cache-control', publicCache)
  return c.html(<TermsPage view={viewOf(deps, c)} sold={sold} />)
}

export function TermsPage({ view, sold }: { view: View; sold: Subscriptions }) {
  const { locale, publication } = view
  const sections = termsSections(publication, sold)
  const title = say(locale, 'Conditions de vente', 'Terms of sale')
  return (
    <Page view={view} title={title} hasOtherLocale>
      <header class="page-head">
        <h1 class="title">{title}</h1>
        <p class="small">
          {say(locale, `Version ${termsVersion}. `, `Version ${termsVersion}. `)}
          <a href={localPath(locale, '/subscribe')}>{say(locale, 'Les offres', 'The offers')}</a>
        </p>
      </header>
      <div class="terms">
        <nav class="terms-contents" aria-label={say(locale, 'Sommaire', 'Contents')}>
          <ol class="plain">
            {sections.map((section) => (
              <li>
                <a href={`#${section.id}`}>{section.title[locale]}</a>
              </li>
            ))}
            <li>
              <a href="#articles">{say(locale, 'Articles de loi', 'Articles of law')}</a>
            </li>
            <li>
              <a href="#form">{say(locale, 'Formulaire de rétractation', 'Withdrawal form')}</a>
            </li>
          </ol>
        </nav>
        <div class="prose">
          {sections.map((section, at) => (
            <>
              <h2 id={section.id}>
                {at + 1}. {section.title[locale]}
              </h2>
              {section.paragraphs.map((paragraph) => (
                <p>{paragraph[locale]}</p>
              ))}
            </>
          ))}
          <Articles view={view} />
          <WithdrawalForm view={view} />
        </div>
      </div>
    </Page>
  )
}

function Articles({ view: { locale } }: { view: View }) {
  return (
    <>
      <h2 id="articles">
        {say(
          locale,
          'Code de la consommation\u202f: la reconduction',
          'Code de la consommation: renewal',
        )}
      </h2>
      <p>
        {say(
          locale,
          'Articles L215-1 à L215-3 et L241-3, reproduits intégralement (article L215-4).',
          'Articles L215-1 to L215-3 and L241-3, reproduced in full (article L215-4), in French, the language in which they are law.',
        )}
      </p>
      {renewalArticles.map((article) => (
        <section class="article" lang={locale === 'fr' ? undefined : 'fr'}>
          <h3>Article {article.number}</h3>
          {article.paragraphs.map((paragraph) => (
            <p>{paragraph}</p>
          ))}
        </section>
      ))}
    </>
  )
}

function WithdrawalForm({ view }: { view: View }) {
  const { locale, publication } = view
  return (
    <>
      <h2 id="form">{say(locale, 'Formulaire de rétractation', 'Withdrawal form')}</h2>
      <div class="article">
        {withdrawalForm({ locale, to: sellerLine(publication) }).map((line) => (
          <p>{line}</p>
        ))}
      </div>
    </>
  )
}
