// Texts of the configuration.
import * as z from 'zod'
import { frenchSpaces } from '#kernel/typography'

export const Text = z.string().trim().min(1).max(300)
/** French keeps its spaces before marks however the configuration was typed. */
export const Localised = z.object({ fr: Text.transform(frenchSpaces), en: Text })
