// The colours of a mail, light and dark, from the publication's four.
import type { Publication } from '#publication/schema'

/** Names as the templates use them; values `#rrggbb`. */
export type MailColours = Readonly<Record<ColourName, string>>

export const colourNames = [
  'paper',
  'ink',
  'muted',
  'rule',
  'accent',
  'darkPaper',
  'darkInk',
  'darkMuted',
  'darkRule',
  'darkAccent',
] as const
type ColourName = (typeof colourNames)[number]

/** Muted text keeps more than 4.5:1 against its ground as long as ink and paper hold 12:1. */
export function mailColours(brand: Publication['brand']): MailColours {
  const { paper, ink } = brand
  return {
    paper,
    ink,
    muted: mix(ink, paper, 0.32),
    rule: mix(ink, paper, 0.82),
    accent: brand.accent,
    darkPaper: ink,
    darkInk: mix(paper, ink, 0.08),
    darkMuted: mix(paper, ink, 0.36),
    darkRule: mix(paper, ink, 0.8),
    darkAccent: brand.accentDark,
  }
}

/** `share` of the way from one colour to the other, 0 to 1. */
function mix(from: string, to: string, share: number): string {
  const channel = (at: number) => {
    const a = Number.parseInt(from.slice(at, at + 2), 16)
    const b = Number.parseInt(to.slice(at, at + 2), 16)
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(1)}${channel(3)}${channel(5)}`
}
