// The next action in words: one sentence, one line of detail, one button.
import type { Child } from 'hono/jsx'
import { needsApproval } from '#delivery/approve-mailing'
import type { Mailing } from '#delivery/mailing'
import { type Locale, type Sentence, unreachable } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import { frenchSpaces } from '#kernel/typography'
import { ExactTime, formatDate, formatNumber, formatRelative } from '#web/shared/format.tsx'
import type { View } from '#web/shared/view'
import type { NewsletterSketch, NextAction } from './next-action.ts'
import { button, pick, report, type Told, waitingForPerson } from './next-held.ts'

export type NextInWords = {
  sentence: string
  detail?: Child
  button?: NextButton
  /** Another way to begin. */
  link?: { href: string; label: string }
}

/** A link, or a form that acts when `isAct`: then the detail says what will happen. */
export type NextButton = { href: string; label: string; isAct: boolean }

/** Pure: what the home page says for an action. */
export function nextSentence(action: NextAction, view: View): NextInWords {
  const { locale } = view
  const told = wordsOf(action, view)
  return {
    // Subjects are as they were typed; in a heading their marks stay with their words.
    sentence: locale === 'fr' ? frenchSpaces(told.sentence.fr) : told.sentence.en,
    ...(told.detail === undefined ? {} : { detail: told.detail }),
    ...(told.button
      ? {
          button: {
            href: told.button.href,
            label: told.button.label[locale],
            isAct: action.kind === 'announce',
          },
        }
      : {}),
    ...(told.link ? { link: { href: told.link.href, label: told.link.label[locale] } } : {}),
  }
}

function wordsOf(action: NextAction, view: View): Told {
  const { locale } = view
  switch (action.kind) {
    case 'stopped':
      return {
        sentence: {
          fr: `L’envoi « ${action.mailing.subject} » s’est arrêté.`,
          en: `The mailing “${action.mailing.subject}” has stopped.`,
        },
        detail: action.mailing.stoppedBecause?.[locale],
        button: button(report(action.mailing.newsletterId), 'Voir où il en est', 'See where it is'),
      }
    case 'braked':
    case 'paused':
    case 'approve':
    case 'seeds':
      return waitingForPerson(action, view)
    case 'waitingForQuota':
      return {
        sentence: {
          fr: `L’envoi « ${action.mailing.subject} » attend le quota du jour.`,
          en: `The mailing “${action.mailing.subject}” is waiting for the daily quota.`,
        },
        detail: pick(view, {
          fr: 'Il repartira de lui-même. Personne n’est oublié.',
          en: 'It will go on by itself. Nobody is forgotten.',
        }),
        button: button(report(action.mailing.newsletterId), 'Voir où il en est', 'See where it is'),
      }
    case 'sending':
      return {
        sentence: {
          fr: `« ${action.mailing.subject} » est en train de partir.`,
          en: `“${action.mailing.subject}” is going out.`,
        },
        button: button(report(action.mailing.newsletterId), 'Suivre l’envoi', 'Follow the mailing'),
      }
    case 'announce':
      return {
        sentence: {
          fr: `Le numéro ${action.issue.number} est à annoncer.`,
          en: `Issue ${action.issue.number} is to be announced.`,
        },
        detail: (
          <>
            {action.issue.dossier.title && (
              <>
                {pick(view, { fr: 'Dossier : ', en: 'Dossier: ' })}
                <em>{action.issue.dossier.title}</em>
                {/[?!…]$/.test(action.issue.dossier.title) ? ' ' : '. '}
              </>
            )}
            {pick(view, {
              fr: `Il paraît le ${formatDate(action.issue.coverDate, 'fr')}. L’annoncer montre son dossier dans le calendrier public et prépare le brouillon de sa lettre. Aucun message ne part.`,
              en: `It comes out on ${formatDate(action.issue.coverDate, 'en')}. Announcing it shows its dossier in the public calendar and drafts its newsletter. No message is sent.`,
            })}
          </>
        ),
        button: button(
          `/console/issues/${action.issue.number}/announce`,
          `Annoncer le numéro ${action.issue.number}`,
          `Announce issue ${action.issue.number}`,
        ),
      }
    case 'continue':
      return {
        sentence: draftSentence(action.newsletter, {
          fr: ['La lettre du numéro', 'est à écrire.', 'est à écrire.'],
          en: ['The newsletter of issue', 'is to be written.', 'is to be written.'],
        }),
        detail: changed(action.newsletter, view),
        button: button(compose(action.newsletter), 'Continuer l’écriture', 'Go on writing'),
        link: button(`${compose(action.newsletter)}/import`, 'Importer un texte', 'Import a text'),
      }
    case 'check':
      return {
        sentence: draftSentence(action.newsletter, {
          fr: ['La lettre du numéro', 'est à vérifier avant l’envoi.', 'est à vérifier.'],
          en: ['The newsletter of issue', 'is to be checked before it goes.', 'is to be checked.'],
        }),
        detail: changed(action.newsletter, view),
        button: button(`${compose(action.newsletter)}/check`, 'Vérifier', 'Check it'),
      }
    case 'schedule':
      return {
        sentence: draftSentence(action.newsletter, {
          fr: ['La lettre du numéro', 'est prête à partir.', 'est prête à partir.'],
          en: ['The newsletter of issue', 'is ready to go.', 'is ready to go.'],
        }),
        detail: pick(view, {
          fr: 'La vérification est passée. Il reste à choisir le jour et l’heure.',
          en: 'The check has passed. What is left is to choose the day and the hour.',
        }),
        button: button(`${compose(action.newsletter)}/schedule`, 'Programmer', 'Schedule it'),
      }
    case 'goesOut':
      return departure(action.mailing, action.sendAt, view)
    case 'report':
      return {
        sentence: {
          fr: `« ${action.mailing.subject} » est partie.`,
          en: `“${action.mailing.subject}” has gone out.`,
        },
        detail: pick(view, {
          fr: 'Voyez qui l’a reçue, et qui ne l’a pas reçue.',
          en: 'See who got it, and who did not.',
        }),
        button: button(report(action.mailing.newsletterId), 'Lire le rapport', 'Read the report'),
      }
    case 'publish':
      return {
        sentence: {
          fr: `Le numéro ${action.issue.number} est à faire paraître.`,
          en: `Issue ${action.issue.number} is to be published.`,
        },
        detail: pick(view, {
          fr: `Sa date de couverture est le ${formatDate(action.issue.coverDate, 'fr')}.`,
          en: `Its cover date is ${formatDate(action.issue.coverDate, 'en')}.`,
        }),
        button: button(
          `/console/issues/${action.issue.number}`,
          'Ouvrir le numéro',
          'Open the issue',
        ),
      }
    case 'planIssue':
      return {
        sentence: { fr: 'Aucun numéro n’est prévu.', en: 'No issue is planned.' },
        detail: pick(view, {
          fr: 'Le calendrier, les lettres et le site partent du prochain numéro.',
          en: 'The calendar, the newsletters and the site start from the next issue.',
        }),
        button: button('/console/issues/new', 'Prévoir un numéro', 'Plan an issue'),
      }
    case 'rest':
      return {
        sentence: { fr: 'Rien ne presse.', en: 'Nothing is pressing.' },
        ...(action.issue
          ? {
              detail: pick(view, {
                fr: `Le prochain numéro à annoncer est le ${action.issue.number}, daté du ${formatDate(action.issue.coverDate, 'fr')}.`,
                en: `The next issue to announce is ${action.issue.number}, dated ${formatDate(action.issue.coverDate, 'en')}.`,
              }),
            }
          : {}),
        button: button('/console/issues', 'Voir les numéros', 'See the issues'),
      }
    default:
      return unreachable(action)
  }
}

function departure(mailing: Mailing, sendAt: Instant, view: View): Told {
  const near = (locale: 'fr' | 'en') => formatRelative(sendAt, view.now, locale, mailing.zone)
  return {
    sentence: {
      fr: `« ${mailing.subject} » part ${near('fr')}.`,
      en: `“${mailing.subject}” goes out ${near('en')}.`,
    },
    detail: (
      <>
        <ExactTime at={sendAt} locale={view.locale} zone={mailing.zone} />
        {needsApproval(mailing) && `. ${pick(view, approvalAhead(mailing))}`}
      </>
    ),
    button: button(report(mailing.newsletterId), 'Voir l’envoi', 'See the mailing'),
  }
}

function approvalAhead({ approvalAbove = 0 }: Mailing): Sentence {
  const above = (locale: Locale) => formatNumber(approvalAbove, locale)
  return {
    fr: `Au-delà de ${above('fr')} lecteurs, il faut l’accord d’une seconde personne\u202f: il peut être donné dès maintenant.`,
    en: `Above ${above('en')} readers it needs a second person’s approval, which can be given now.`,
  }
}

/** Beginning, end with an issue's number, end of a sentence that names the subject instead. */
type Ends = readonly [string, string, string]

function draftSentence(newsletter: NewsletterSketch, ends: { fr: Ends; en: Ends }): Sentence {
  const { issueNumber, subject } = newsletter
  if (issueNumber !== undefined)
    return {
      fr: `${ends.fr[0]} ${issueNumber} ${ends.fr[1]}`,
      en: `${ends.en[0]} ${issueNumber} ${ends.en[1]}`,
    }
  return {
    fr: `« ${subject || 'Sans objet'} » ${ends.fr[2]}`,
    en: `“${subject || 'No subject'}” ${ends.en[2]}`,
  }
}

function changed(newsletter: NewsletterSketch, view: View): string {
  const near = formatRelative(newsletter.updatedAt, view.now, view.locale, view.publication.zone)
  return pick(view, { fr: `Dernier changement ${near}.`, en: `Last changed ${near}.` })
}

function compose(newsletter: { id: string }): string {
  return `/console/newsletters/${newsletter.id}`
}
