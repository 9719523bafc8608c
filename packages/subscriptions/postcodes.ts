// Forms of postal codes by country, as their posts publish them; a country that is not listed takes
// any. Pure.
import type { Sentence } from '#kernel/errors'

const rule = (form: RegExp, example: string) => ({ form, example })
const digits = (count: number, example: string) => rule(new RegExp(`^\\d{${count}}$`), example)

export const postcodes: Readonly<Record<string, { form: RegExp; example: string }>> = {
  FR: digits(5, '75011'),
  AT: digits(4, '1010'),
  BE: digits(4, '1000'),
  BG: digits(4, '1000'),
  CA: rule(/^[A-Z]\d[A-Z] ?\d[A-Z]\d$/, 'H2X 1Y4'),
  CH: digits(4, '1201'),
  CY: digits(4, '1010'),
  CZ: rule(/^\d{3} ?\d{2}$/, '110 00'),
  DE: digits(5, '10115'),
  DK: digits(4, '1050'),
  EE: digits(5, '10111'),
  ES: digits(5, '28001'),
  FI: digits(5, '00100'),
  GB: rule(/^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/, 'SW1A 1AA'),
  GR: rule(/^\d{3} ?\d{2}$/, '105 57'),
  HR: digits(5, '10000'),
  HU: digits(4, '1051'),
  IE: rule(/^[A-Z]\d[\dW] ?[A-Z\d]{4}$/, 'D02 X285'),
  IT: digits(5, '00118'),
  LT: rule(/^(LT-?)?\d{5}$/, '01100'),
  LU: rule(/^(L-?)?\d{4}$/, '1111'),
  LV: rule(/^(LV-?)?\d{4}$/, 'LV-1050'),
  MT: rule(/^[A-Z]{3} ?\d{4}$/, 'VLT 1117'),
  NL: rule(/^\d{4} ?[A-Z]{2}$/, '1011 AB'),
  NO: digits(4, '0150'),
  PL: rule(/^\d{2}-\d{3}$/, '00-001'),
  PT: rule(/^\d{4}-\d{3}$/, '1000-001'),
  RO: digits(6, '010011'),
  SE: rule(/^\d{3} ?\d{2}$/, '111 20'),
  SI: digits(4, '1000'),
  SK: rule(/^\d{3} ?\d{2}$/, '811 01'),
  US: rule(/^\d{5}(-\d{4})?$/, '10001'),
}

export const postcodeFaults = {
  form: (example: string): Sentence => ({
    fr: `Ce code postal n’a pas la forme de ce pays\u202f: écrivez-le comme ${example}.`,
    en: `This postal code does not have the form of that country: write it like ${example}.`,
  }),
  tooLong: {
    fr: 'Ce code postal est trop long\u202f: 12 caractères au plus.',
    en: 'This postal code is too long: 12 characters at most.',
  },
}
