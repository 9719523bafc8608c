// The words of the mail that says a digital issue is there.
import type { Issue } from '#editorial/issue'
import type { IssueFile } from '#editorial/issue-file'
import type { Locale } from '#kernel/errors'
import { formatMonth, issueNumberText } from '#kernel/typography'
import { of } from './mail-texts.ts'
import type { Note } from './note.ts'

/** `isGift`: somebody else paid for it. `linkDays`: how long the link opens. */
export type ReadyIssue = { issue: Issue; file: IssueFile; isGift: boolean; linkDays: number }

const listed = 8

export function readyNote(
  ready: ReadyIssue,
  context: { name: string; locale: Locale; link: string },
): Note {
  const { issue, file, isGift, linkDays } = ready
  const { name, locale, link } = context
  const say = (fr: string, en: string) => (locale === 'fr' ? fr : en)
  const number = issueNumberText(issue.number, locale)
  const title = issue.dossier.title || issue.title
  const month = formatMonth(issue.coverDate, locale)
  return {
    link,
    texts: {
      stamp: say(`${number}, ${month}`, `${number}, ${month}`),
      subject: title
        ? say(`${name} ${number}\u202f: ${title}`, `${name} ${number}: ${title}`)
        : say(`${name} ${number} est paru`, `${name} ${number} is out`),
      preheader: say(
        `Le numéro de ${month} est à lire en ligne.`,
        `The issue of ${month} is there to read online.`,
      ),
      title: title || say('Le numéro est paru', 'The issue is out'),
      intro: issue.dossier.standfirst,
      more: say(
        `Le numéro ${issue.number} ${of(name)} vous attend\u202f: ${pagesText(file, locale)} à lire à l’écran ou à garder.`,
        `Issue ${issue.number} of ${name} is waiting for you: ${pagesText(file, locale)} to read on screen or to keep.`,
      ),
      button: say('Lire le numéro', 'Read the issue'),
      note: say(
        `Ce lien est le vôtre et reste ouvert ${linkDays}\u00a0jours\u202f: ne le transmettez pas. Ensuite, le numéro reste à lire dans votre compte.`,
        `This link is yours and works for ${linkDays}\u00a0days: please do not pass it on. After that the issue stays in your account.`,
      ),
      reason: isGift
        ? say(
            `Vous recevez ce message parce qu’un abonnement à ${name} vous a été offert.`,
            `You get this message because a subscription to ${name} was given to you.`,
          )
        : say(
            `Vous recevez ce message parce que vous avez un abonnement à l’édition numérique ${of(name)}. Il ne dépend pas de la lettre.`,
            `You get this message because you subscribe to the digital edition of ${name}. It is independent of the newsletter.`,
          ),
    },
    lines: contentsOf(issue, locale),
  }
}

function pagesText({ pages }: IssueFile, locale: Locale): string {
  const word = locale === 'fr' ? (pages > 1 ? 'pages' : 'page') : pages === 1 ? 'page' : 'pages'
  return `${pages}\u00a0${word}`
}

/** What it holds beside the dossier, advertising left out. */
function contentsOf(issue: Issue, locale: Locale): NonNullable<Note['lines']> {
  const titles = issue.sections
    .filter(({ kind, title }) => kind !== 'advertising' && title && title !== issue.dossier.title)
    .map(({ title }) => title)
  if (titles.length === 0) return []
  const label = locale === 'fr' ? 'Au sommaire' : 'In this issue'
  return [{ label, texts: titles.slice(0, listed) }]
}
