// An issue's digital edition: the PDF that the printer or the layout desk hands over. Whoever may read
// it gets a link to it for some minutes; its key is known to nobody else.
import * as z from 'zod'
import type { Sentence } from '#kernel/errors'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'

export const issueFileLimits = {
  /** Read whole by a function of 1 GB to count its pages. */
  bytes: 80_000_000,
  /** What a form without a script may carry through the function. */
  formBytes: 3_500_000,
  pages: 2_000,
}

export const pdfType = 'application/pdf'

export const IssueFile = z.object({
  id: idSchema('issueFile'),
  number: z.number().int().min(1).max(99_999),
  /** Key in the files bucket; never shown. */
  fileKey: z.string().max(200),
  bytes: z.number().int().min(1),
  pages: z.number().int().min(1).max(issueFileLimits.pages),
  uploadedAt: z.custom<Instant>((value) => typeof value === 'string'),
  uploadedBy: z.string().max(254),
})
export type IssueFile = z.infer<typeof IssueFile>

/** What a reader's device calls it: `En-Contact 131.pdf`. */
export function fileNameOf(publicationName: string, number: number): string {
  const plain = publicationName.replace(/[\\/:*?"<>|\p{Cc}\s]+/gu, ' ').trim()
  return `${plain} ${number}.pdf`
}

/** Why a file is not taken as an issue, and what to do. */
export const fileFaults = {
  empty: {
    fr: 'Choisissez le PDF du numéro\u202f: le fichier reçu est vide.',
    en: 'Choose the issue’s PDF: the file received is empty.',
  },
  notPdf: {
    fr: 'Ce fichier n’est pas un PDF. Exportez le numéro en PDF depuis votre logiciel de mise en page.',
    en: 'This file is not a PDF. Export the issue as PDF from your layout program.',
  },
  damaged: {
    fr: 'Ce PDF est abîmé ou incomplet\u202f: ses pages ne peuvent être comptées. Exportez-le de nouveau.',
    en: 'This PDF is damaged or incomplete: its pages cannot be counted. Export it again.',
  },
  locked: {
    fr: 'Ce PDF est protégé par un mot de passe\u202f: vos lecteurs ne pourraient pas l’ouvrir. Exportez-le sans protection.',
    en: 'This PDF is protected by a password: your readers could not open it. Export it without protection.',
  },
  missing: {
    fr: 'Le fichier n’est pas arrivé. Envoyez le PDF à nouveau.',
    en: 'The file did not arrive. Send the PDF again.',
  },
  tooLarge: {
    fr: `Ce PDF pèse plus de ${issueFileLimits.bytes / 1e6} Mo. Exportez-le pour l’écran (images à 150 points par pouce), puis renvoyez-le.`,
    en: `This PDF is over ${issueFileLimits.bytes / 1e6} MB. Export it for screens (pictures at 150 dots an inch), then send it again.`,
  },
  tooManyPages: {
    fr: `Ce PDF a plus de ${issueFileLimits.pages} pages. Est-ce bien un numéro\u202f?`,
    en: `This PDF has more than ${issueFileLimits.pages} pages. Is it really one issue?`,
  },
} as const satisfies Record<string, Sentence>
export type FileFault = keyof typeof fileFaults
