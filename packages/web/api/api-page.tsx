// `/api` for people: what the sign-up API takes and answers, with examples to copy.
import { formatNumber } from '#web/shared/format.tsx'
import { frenchOf, localPath, say } from '#web/shared/locale'
import { Page } from '#web/shared/page.tsx'
import type { View } from '#web/shared/view'
import { apiLimits } from './sign-ups.ts'

export function ApiPage({ view }: { view: View }) {
  const { locale, publication } = view
  return (
    <Page
      view={view}
      title={say(locale, 'Interface de programmation', 'Programming interface')}
      description={say(
        locale,
        `Inscrire des lecteurs à la lettre ${frenchOf(publication.name)} depuis un autre site.`,
        `Sign readers up for the ${publication.name} newsletter from another site.`,
      )}
      hasOtherLocale
    >
      <div class="narrow stack">
        <p class="kicker">API</p>
        <h1 class="title">{say(locale, 'Inscrire un lecteur', 'Sign a reader up')}</h1>
        <p class="standfirst">
          {say(
            locale,
            'Une requête suffit. L’adresse reçoit un message de confirmation ; rien d’autre n’est envoyé avant qu’elle ait confirmé.',
            'One request is enough. The address gets a mail to confirm; nothing is sent before that.',
          )}
        </p>
        <div class="prose">
          <Request view={view} />
          <Answers view={view} />
          <Challenge view={view} />
        </div>
      </div>
    </Page>
  )
}

function Request({ view }: { view: View }) {
  const { locale, publication, siteUrl } = view
  const topic = publication.topics[0]?.id
  const body = [
    '{',
    '  "email": "prenom.nom@example.org",',
    `  "locale": "${locale}"${topic ? ',' : ''}`,
    ...(topic ? [`  "topics": ["${topic}"]`] : []),
    '}',
  ].join('\n')
  return (
    <>
      <h2>{say(locale, 'La requête', 'The request')}</h2>
      <Code text={`POST ${siteUrl}/api/sign-ups\nContent-Type: application/json\n\n${body}`} />
      <dl>
        <dt>
          <code>email</code>
        </dt>
        <dd>{say(locale, 'L’adresse à inscrire.', 'The address to sign up.')}</dd>
        <dt>
          <code>locale</code> {say(locale, '(facultatif)', '(optional)')}
        </dt>
        <dd>
          <code>fr</code> {say(locale, 'ou', 'or')} <code>en</code>
          {say(locale, ', langue des messages.', ', language of the mails.')}
        </dd>
        {publication.topics.length > 0 && (
          <>
            <dt>
              <code>topics</code> {say(locale, '(facultatif)', '(optional)')}
            </dt>
            <dd>
              {say(
                locale,
                'Rubriques choisies, toutes par défaut : ',
                'Topics chosen, all of them when absent: ',
              )}
              {publication.topics.map(({ id, name }, at) => (
                <>
                  {at > 0 && ', '}
                  <code>{id}</code> ({name[locale]})
                </>
              ))}
              .
            </dd>
          </>
        )}
      </dl>
      <p>
        {say(
          locale,
          `Le corps fait au plus ${formatNumber(apiLimits.bodyBytes, locale)} octets. Tous les sites peuvent appeler cette adresse, sans cookie ni clé. `,
          `The body is at most ${formatNumber(apiLimits.bodyBytes, locale)} bytes. Any site may call this address, without a cookie or key. `,
        )}
        <a href="/api/openapi.json">
          {say(locale, 'Description OpenAPI 3.1', 'OpenAPI 3.1 description')}
        </a>
        .
      </p>
    </>
  )
}

function Answers({ view }: { view: View }) {
  const { locale } = view
  return (
    <>
      <h2>{say(locale, 'Les réponses', 'The answers')}</h2>
      <dl>
        <dt>202</dt>
        <dd>
          <code>{'{"status":"accepted"}'}</code>
          {say(
            locale,
            ' pour toute adresse bien formée. La réponse ne dit pas si l’adresse est déjà connue.',
            ' for every well-formed address. The answer does not tell whether the address is known.',
          )}
        </dd>
        <dt>422</dt>
        <dd>
          {say(
            locale,
            'La requête est mal formée : une phrase par champ dans ',
            'The request is malformed: one sentence a field in ',
          )}
          <code>fields</code>
          {say(locale, ', parfois une adresse proposée dans ', ', sometimes a likely address in ')}
          <code>suggestion</code>
          {say(locale, ', à faire confirmer.', ', to be confirmed by the person.')}
        </dd>
        <dt>413</dt>
        <dd>{say(locale, 'Le corps est trop long.', 'The body is too long.')}</dd>
        <dt>429</dt>
        <dd>
          {say(locale, 'Une vérification est demandée, ', 'A challenge is set, ')}
          <a href="#challenge">{say(locale, 'voir ci-dessous', 'see below')}</a>.
        </dd>
      </dl>
    </>
  )
}

function Challenge({ view }: { view: View }) {
  const { locale } = view
  return (
    <>
      <h2 id="challenge">{say(locale, 'La vérification', 'The challenge')}</h2>
      <p>
        {say(
          locale,
          'Quand les inscriptions affluent, chacune doit s’accompagner d’un petit calcul : environ une seconde sur un téléphone. Trouvez un compteur dont la clé dérivée commence par le préfixe demandé (format d’altcha, PBKDF2/SHA-256), puis renvoyez la même requête avec le champ ',
          'When sign-ups pour in, each has to show a little work: about a second on a telephone. Find a counter whose derived key starts with the prefix asked for (format of altcha, PBKDF2/SHA-256), then send the same request again with the field ',
        )}
        <code>challenge</code>
        {say(
          locale,
          ', le JSON ci-dessous en base64. Une solution sert une fois, pendant vingt minutes.',
          ', the JSON below in base64. A solution serves once, for twenty minutes.',
        )}
      </p>
      <Code text={solving} />
      <p>
        {say(locale, 'Pour un formulaire sans programme, ', 'For a form without a program, ')}
        <a href={`${localPath(locale, '/')}#sign-up`}>
          {say(locale, 'renvoyez vers notre page d’inscription', 'link to our sign-up page')}
        </a>
        .
      </p>
    </>
  )
}

function Code({ text }: { text: string }) {
  return (
    <pre>
      <code>{text}</code>
    </pre>
  )
}

const solving = `import { solveChallenge }
  from 'altcha-lib'
import { deriveKey }
  from 'altcha-lib/algorithms/web/pbkdf2'

// What came with the 429.
const { challenge } = await answer.json()
const solution = await solveChallenge({
  challenge,
  deriveKey,
})
const json = JSON.stringify({
  challenge,
  solution,
})
const body = {
  email,
  challenge: btoa(json),
}`
