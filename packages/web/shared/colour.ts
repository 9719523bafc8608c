// Colours of the title, mixed and measured: the tokens of both schemes come from four brand colours.
import type { Publication } from '#publication/schema'

type Rgb = readonly [number, number, number]

/** The tokens of one scheme, each `#rrggbb`. */
export type Palette = Readonly<
  Record<
    | 'paper'
    | 'paperDeep'
    | 'ink'
    | 'inkSoft'
    | 'edge'
    | 'rule'
    | 'accent'
    | 'onAccent'
    | 'good'
    | 'warn'
    | 'bad'
    | 'calm',
    string
  >
>

/** Tokens in light and dark, from the brand. Every text colour holds 4.5:1 on its grounds. */
export function palettes(brand: Publication['brand']): { light: Palette; dark: Palette } {
  const night = mix(brand.ink, '#000000', 0.28)
  const soft = mix(brand.paper, brand.ink, 0.1)
  return {
    light: {
      paper: brand.paper,
      paperDeep: mix(brand.paper, brand.ink, 0.045),
      ink: brand.ink,
      inkSoft: mix(brand.ink, brand.paper, 0.34),
      edge: mix(brand.ink, brand.paper, 0.48),
      rule: mix(brand.ink, brand.paper, 0.82),
      accent: brand.accent,
      onAccent: '#ffffff',
      good: '#2c6a3c',
      warn: '#86560a',
      bad: '#a8261a',
      calm: '#2f5d87',
    },
    dark: {
      paper: night,
      paperDeep: mix(night, brand.paper, 0.06),
      ink: soft,
      inkSoft: mix(soft, night, 0.3),
      edge: mix(soft, night, 0.5),
      rule: mix(soft, night, 0.8),
      accent: brand.accentDark,
      onAccent: night,
      good: '#86c692',
      warn: '#e2b45e',
      bad: '#ff9384',
      calm: '#93bce6',
    },
  }
}

/** The colour that lies `share` of the way from one to the other. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [rgb(from), rgb(to)]
  const at = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * share)
  return `#${[at(0), at(1), at(2)].map((n) => n.toString(16).padStart(2, '0')).join('')}`
}

/** Contrast ratio by WCAG 2.2, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [r, g, b] = rgb(colour).map((n) => {
    const share = n / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function rgb(colour: string): Rgb {
  const n = Number.parseInt(colour.slice(1), 16)
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255]
}
