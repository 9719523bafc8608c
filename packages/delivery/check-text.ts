// Text that was meant to be replaced before a newsletter goes out.
import type { Finding } from './check-newsletter.ts'

const placeholders: readonly RegExp[] = [
  /\{\{[^{}]*\}\}/,
  /\[\[[^[\]]*\]\]/,
  /\*\|[^|]{1,60}\|\*/,
  /%%\w{1,60}%%/,
  /(?<![\p{L}\p{N}])x{3,}(?![\p{L}\p{N}])/iu,
  /lorem\s+ipsum/i,
  /\[(?:à compléter|à venir|to come|tbc|tbd|tk)[^\]]*\]/iu,
]

/** An error for each kind of placeholder that is left in the text. */
export function checkText(text: string): Finding[] {
  return placeholders.flatMap((pattern): Finding[] => {
    const match = pattern.exec(text)
    if (!match) return []
    const found = match[0].slice(0, 60)
    return [
      {
        level: 'error',
        code: 'placeholder',
        sentence: {
          fr: `Il reste un texte provisoire, « ${found} » : remplacez-le ou supprimez-le.`,
          en: `A placeholder is left, “${found}”: replace it or delete it.`,
        },
      },
    ]
  })
}
