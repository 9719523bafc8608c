// Which two letters are a country. Pure.

/** What the Unicode tables know besides countries: unions, test codes, states that are no more. */
const notCountries =
  /^(AC|AN|BU|CP|CS|DD|DG|EA|EU|EZ|FX|IC|NT|QO|SU|TA|TP|UK|UN|X[ABC-JL-Z]|YD|YU|ZR|ZZ)$/

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** Whether it is an ISO 3166-1 alpha-2 code, in capitals. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !notCountries.test(code) && names.of(code) !== undefined
}
