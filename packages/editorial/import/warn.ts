// What an import tells the person who made it, in both languages.
import type { Sentence } from '#kernel/errors'
import type { Dropped } from './unit.ts'

export type ImportWarningCode =
  | 'image-dropped'
  | 'link-dropped'
  | 'script-dropped'
  | 'hidden-text-dropped'
  | 'control-characters'
  | 'formatting-dropped'
  | 'no-title'
  | 'no-calendar-link'
  | 'attribution-unread'

/** Something the person should know about an import; `count` is how often it happened. */
export type ImportWarning = { code: ImportWarningCode; sentence: Sentence; count: number }

const sentences: Record<ImportWarningCode, Sentence> = {
  'image-dropped': {
    fr: 'Les images ne sont pas importées : téléversez-les, puis insérez-les comme blocs.',
    en: 'Images are not imported: upload them, then insert them as blocks.',
  },
  'link-dropped': {
    fr: 'Un lien d’un type refusé a été retiré ; son texte est resté.',
    en: 'A link of a kind that is refused was taken out; its text stayed.',
  },
  'script-dropped': {
    fr: 'Des scripts, styles ou objets intégrés ont été écartés.',
    en: 'Scripts, styles or embedded objects were left out.',
  },
  'hidden-text-dropped': {
    fr: 'Du texte masqué a été écarté : vérifiez qu’il ne manque rien.',
    en: 'Hidden text was left out: check that nothing is missing.',
  },
  'control-characters': {
    fr: 'Des caractères de contrôle invisibles ont été remplacés par des espaces.',
    en: 'Invisible control characters were replaced by spaces.',
  },
  'formatting-dropped': {
    fr: 'La mise en forme est trop complexe : le texte a été importé tel quel, sans elle.',
    en: 'The formatting is too intricate: the text was imported as it stands, without it.',
  },
  'no-title': {
    fr: 'Aucun titre n’a été reconnu : choisissez « Titre » pour le bloc qui convient.',
    en: 'No title was recognised: choose “Title” for the block that is one.',
  },
  'no-calendar-link': {
    fr: 'Aucun renvoi au calendrier n’a été reconnu : ajoutez-en un si la lettre doit y mener.',
    en: 'No call to the calendar was recognised: add one if the newsletter should lead there.',
  },
  'attribution-unread': {
    fr: 'L’exergue est sans auteur reconnu : complétez sa source.',
    en: 'The epigraph has no author that was recognised: complete its source.',
  },
}

export function warn(code: ImportWarningCode, count = 1): ImportWarning {
  return { code, sentence: sentences[code], count }
}

/** The warnings for what a reader of a format could not keep. */
export function warnOfDropped(dropped: Dropped): ImportWarning[] {
  const counts: [ImportWarningCode, number][] = [
    ['image-dropped', dropped.images],
    ['link-dropped', dropped.links],
    ['script-dropped', dropped.scripts],
    ['hidden-text-dropped', dropped.hidden],
    ['control-characters', dropped.controls],
    ['formatting-dropped', dropped.formatting],
  ]
  return counts.filter(([, count]) => count > 0).map(([code, count]) => warn(code, count))
}
