// What just happened: after a redirect, `?done=code` picks the sentence. Unknown codes say nothing.
import type { Sentence } from '#kernel/errors'
import type { FlashMessage } from '#web/shared/parts.tsx'
import type { ConsoleContext } from './context.ts'

type Tone = FlashMessage['tone']
const messages: Record<string, { tone: Tone; sentence: Sentence }> = {
  saved: { tone: 'good', sentence: { fr: 'Enregistré.', en: 'Saved.' } },
  announced: {
    tone: 'good',
    sentence: {
      fr: 'Le numéro est annoncé et le brouillon de sa lettre vous attend.',
      en: 'The issue is announced and the draft of its newsletter is waiting for you.',
    },
  },
  'already-announced': {
    tone: 'warn',
    sentence: { fr: 'Ce numéro était déjà annoncé.', en: 'This issue was announced already.' },
  },
  published: { tone: 'good', sentence: { fr: 'Le numéro est paru.', en: 'The issue is out.' } },
  'already-published': {
    tone: 'warn',
    sentence: { fr: 'Ce numéro était déjà paru.', en: 'This issue was out already.' },
  },
  'not-announced': {
    tone: 'warn',
    sentence: {
      fr: 'Un numéro s’annonce avant de paraître. Annoncez-le d’abord.',
      en: 'An issue is announced before it is out. Announce it first.',
    },
  },
  'file-taken': {
    tone: 'good',
    sentence: {
      fr: 'Le PDF est en place. Ceux à qui ce numéro a déjà été servi sont prévenus, une fois chacun.',
      en: 'The PDF is in place. Those who were served this issue already are told, once each.',
    },
  },
  'file-replaced': {
    tone: 'good',
    sentence: {
      fr: 'Le PDF est remplacé : qui ouvre le numéro lit le nouveau. Personne n’est prévenu une seconde fois.',
      en: 'The PDF is replaced: whoever opens the issue reads the new one. Nobody is told a second time.',
    },
  },
  dispatching: {
    tone: 'good',
    sentence: {
      fr: 'Le numéro est en cours de service : rechargez la page pour voir les comptes.',
      en: 'The issue is being dispatched: reload the page for the counts.',
    },
  },
  'already-dispatching': {
    tone: 'warn',
    sentence: {
      fr: 'Ce numéro était déjà en cours de service.',
      en: 'This issue was being dispatched already.',
    },
  },
  unsubscribed: {
    tone: 'good',
    sentence: {
      fr: 'Le lecteur est désinscrit ; la preuve en est gardée.',
      en: 'The reader is unsubscribed; the proof is kept.',
    },
  },
  'already-unsubscribed': {
    tone: 'warn',
    sentence: {
      fr: 'Ce lecteur était déjà désinscrit.',
      en: 'This reader was unsubscribed already.',
    },
  },
  lifted: {
    tone: 'good',
    sentence: {
      fr: 'Cette adresse peut de nouveau recevoir nos messages.',
      en: 'This address can get our messages again.',
    },
  },
  'not-liftable': {
    tone: 'warn',
    sentence: {
      fr: 'La personne a demandé à ne plus rien recevoir, ou a signalé un message ; cela reste.',
      en: 'The person asked for nothing more, or reported a message; that stays.',
    },
  },
  erased: {
    tone: 'good',
    sentence: {
      fr: 'Les données du lecteur sont effacées. Il ne recevra plus rien.',
      en: 'The reader’s data is erased. They will receive nothing more.',
    },
  },
  'tag-malformed': {
    tone: 'bad',
    sentence: {
      fr: 'Rien n’est changé\u202f: une étiquette a des lettres et des chiffres, 40 signes au plus.',
      en: 'Nothing changed: a tag is made of letters and figures, 40 signs at most.',
    },
  },
  'tag-too-many': {
    tone: 'bad',
    sentence: {
      fr: 'Rien n’est changé\u202f: un lecteur porte 30 étiquettes au plus. Retirez-en d’abord.',
      en: 'Nothing changed: a reader bears 30 tags at most. Take some away first.',
    },
  },
  'import-begun': {
    tone: 'good',
    sentence: {
      fr: 'L’import est lancé\u202f; aucun mail ne part.',
      en: 'The import has begun; no mail is sent.',
    },
  },
  'import-given-up': {
    tone: 'good',
    sentence: {
      fr: 'L’import est abandonné, et son fichier supprimé.',
      en: 'The import is given up, and its file deleted.',
    },
  },
  'refund-asked': {
    tone: 'good',
    sentence: {
      fr: 'Le remboursement est transmis à Stripe\u202f; la personne en est avertie dès qu’il est fait.',
      en: 'The refund is on its way to Stripe; the person is told as soon as it is made.',
    },
  },
  declared: {
    tone: 'good',
    sentence: {
      fr: 'La demande est notée\u202f; elle prend effet dans la minute et la personne en reçoit l’accusé.',
      en: 'The request is taken down; it has its effect within a minute and the person gets a receipt.',
    },
  },
  moved: {
    tone: 'good',
    sentence: {
      fr: 'La nouvelle adresse est enregistrée\u202f; elle vaut dès le prochain numéro.',
      en: 'The new address is recorded; it counts from the next issue on.',
    },
  },
  'email-asked': {
    tone: 'good',
    sentence: {
      fr: 'Le lien est parti à la nouvelle adresse. Rien ne change avant sa confirmation.',
      en: 'The link went to the new address. Nothing changes until it is confirmed.',
    },
  },
  'copy-claimed': {
    tone: 'good',
    sentence: {
      fr: 'L’exemplaire est sur la liste de ce qui est à renvoyer.',
      en: 'The copy is on the list of what is to be sent again.',
    },
  },
  'copy-known': {
    tone: 'warn',
    sentence: {
      fr: 'Cet exemplaire avait déjà été réclamé.',
      en: 'This copy had been claimed already.',
    },
  },
  'claim-sent': {
    tone: 'good',
    sentence: { fr: 'C’est noté comme renvoyé.', en: 'It is noted as sent.' },
  },
  'declaration-assigned': {
    tone: 'good',
    sentence: {
      fr: 'La déclaration est rattachée\u202f; elle s’applique dans la minute et la personne est avertie.',
      en: 'The declaration is attached; it has its effect within a minute and the person is told.',
    },
  },
  'declaration-closed': {
    tone: 'good',
    sentence: { fr: 'La déclaration est classée.', en: 'The declaration is closed.' },
  },
  'declaration-settled': {
    tone: 'warn',
    sentence: {
      fr: 'Quelqu’un s’en est occupé entre-temps\u202f: rien n’a changé.',
      en: 'Somebody has seen to it meanwhile: nothing was changed.',
    },
  },
  'notice-again': {
    tone: 'good',
    sentence: {
      fr: 'Le mail de l’avis part dans la minute.',
      en: 'The notice is mailed within a minute.',
    },
  },
  'notice-posted': {
    tone: 'good',
    sentence: {
      fr: 'La lettre est notée\u202f; l’abonné est averti à temps.',
      en: 'The letter is noted; the subscriber was told in time.',
    },
  },
  'notice-too-late': {
    tone: 'warn',
    sentence: {
      fr: 'Cet avis ne peut plus partir\u202f: son délai est passé, ou le renouvellement ne vient plus ce jour-là. Un autre partira à temps.',
      en: 'This notice can’t go any more: its time is over, or the renewal comes on another day. Another will go in time.',
    },
  },
  'segment-deleted': {
    tone: 'good',
    sentence: { fr: 'Le segment est supprimé.', en: 'The segment is deleted.' },
  },
  'staff-added': {
    tone: 'good',
    sentence: {
      fr: 'Le compte est ouvert. La personne peut demander son lien sur la page d’entrée.',
      en: 'The account is open. The person can ask for a link on the sign-in page.',
    },
  },
  'staff-changed': { tone: 'good', sentence: { fr: 'Le compte est changé.', en: 'Changed.' } },
  'staff-removed': {
    tone: 'good',
    sentence: {
      fr: 'Le compte est fermé, ses sessions aussi.',
      en: 'The account is closed, and so are its sessions.',
    },
  },
}

/** The message that this page was redirected to with. */
export function doneMessage(c: ConsoleContext): FlashMessage | undefined {
  const code = c.req.query('done')
  return code === undefined || !Object.hasOwn(messages, code) ? undefined : messages[code]
}
