// What the title is, as its configuration says; it is changed in a file, not here.
import { formatNumber, formatShare } from '#web/shared/format.tsx'
import { say } from '#web/shared/locale'
import type { ConsoleContext } from '../context.ts'
import { ConsolePage } from '../layout.tsx'
import { Part } from '../parts.tsx'
import { Tabs } from './tabs.tsx'

export function IdentityPage({ c }: { c: ConsoleContext }) {
  const { locale, publication, siteUrl } = c.get('view')
  const { identity, sender, brand, limits, pageBudget } = publication
  return (
    <ConsolePage c={c} place="settings" title={say(locale, 'Réglages', 'Settings')}>
      <Tabs c={c} tab="identity" />
      <p class="desk-lead">
        {say(
          locale,
          'Ces réglages viennent du fichier publication.config.ts, versionné avec l’installation. Pour les changer, modifiez ce fichier et déployez.',
          'These settings come from the file publication.config.ts, kept with the installation. To change them, edit that file and deploy.',
        )}
      </p>
      <div class="columns even">
        <Part title={say(locale, 'Identité légale', 'Legal identity')}>
          <Facts
            rows={[
              [say(locale, 'Titre', 'Title'), publication.name],
              [say(locale, 'Devise', 'Tagline'), publication.tagline[locale]],
              [say(locale, 'Éditeur', 'Publisher'), identity.publisher],
              [
                say(locale, 'Forme, capital', 'Form, capital'),
                [identity.legalForm, identity.capital].filter(Boolean).join(', '),
              ],
              [say(locale, 'Adresse', 'Address'), identity.address.join(', ')],
              ['SIREN', identity.siren],
              [say(locale, 'N° de TVA', 'VAT number'), identity.vatNumber ?? '–'],
              [say(locale, 'Direction', 'Director'), identity.director],
              [say(locale, 'Téléphone', 'Telephone'), identity.phone],
              [say(locale, 'Contact', 'Contact'), identity.email],
              [say(locale, 'Données', 'Data protection'), identity.dataProtection],
              [
                say(locale, 'Hébergeur', 'Host'),
                `${identity.host.name}, ${identity.host.address}, ${identity.host.phone}`,
              ],
              ['CPPAP', identity.cppap ?? '–'],
              ['ISSN', identity.issn ?? '–'],
            ]}
          />
        </Part>
        <div>
          <Part title={say(locale, 'Expéditeur des lettres', 'Sender of newsletters')}>
            <Facts
              rows={[
                [say(locale, 'Nom', 'Name'), sender.name],
                [say(locale, 'Adresse', 'Address'), sender.email],
                [say(locale, 'Réponses', 'Replies'), sender.replyTo],
                [say(locale, 'Domaine', 'Domain'), sender.domain],
              ]}
            />
          </Part>
          <Part title={say(locale, 'Le titre', 'The title')}>
            <Facts
              rows={[
                [say(locale, 'Site', 'Site'), siteUrl],
                [say(locale, 'Fuseau', 'Time zone'), publication.zone],
                [
                  say(locale, 'Sujets', 'Topics'),
                  publication.topics.map((topic) => topic.name[locale]).join(', '),
                ],
                [say(locale, 'Rythme', 'Frequency'), publication.frequency[locale]],
                [
                  say(locale, 'Pagination', 'Page budget'),
                  say(
                    locale,
                    `au moins ${formatShare(pageBudget.newsMin, 'fr')} d’actualité, au plus ${formatShare(pageBudget.advertisingMax, 'fr')} de publicité`,
                    `at least ${formatShare(pageBudget.newsMin, 'en')} news, at most ${formatShare(pageBudget.advertisingMax, 'en')} advertising`,
                  ),
                ],
                [
                  say(locale, 'Couleurs', 'Colours'),
                  `${brand.accent}, ${brand.accentDark}, ${brand.paper}, ${brand.ink}`,
                ],
              ]}
            />
          </Part>
          <Part title={say(locale, 'Limites', 'Limits')}>
            <Facts
              rows={[
                [
                  say(locale, 'Lien d’entrée', 'Sign-in link'),
                  say(
                    locale,
                    `${limits.staffLinkMinutes} minutes, une fois`,
                    `${limits.staffLinkMinutes} minutes, once`,
                  ),
                ],
                [
                  say(locale, 'Session', 'Session'),
                  say(
                    locale,
                    `${limits.sessionDays} jours sans visite`,
                    `${limits.sessionDays} days without a visit`,
                  ),
                ],
                [
                  say(locale, 'Confirmation', 'Confirmation'),
                  say(
                    locale,
                    `${limits.confirmationHours} heures`,
                    `${limits.confirmationHours} hours`,
                  ),
                ],
                [
                  say(locale, 'Poids d’une lettre', 'Weight of a newsletter'),
                  say(
                    locale,
                    `${formatNumber(limits.mailHtmlBytes, 'fr')} octets`,
                    `${formatNumber(limits.mailHtmlBytes, 'en')} bytes`,
                  ),
                ],
              ]}
            />
          </Part>
        </div>
      </div>
    </ConsolePage>
  )
}

function Facts({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  )
}
