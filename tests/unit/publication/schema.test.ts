import { expect, it } from 'vitest'
import { parsePublication } from '#publication/schema'
import config from '#publication.config'

it('keeps French spaces before marks, however the configuration was typed', () => {
  const frequency = { fr: 'Une par mois : jamais deux !', en: 'One a month: never two!' }
  const { fr, en } = parsePublication({ ...config, frequency }).frequency
  expect(fr).toBe('Une par mois\u202f: jamais deux\u202f!')
  expect(en).toBe('One a month: never two!')
})
