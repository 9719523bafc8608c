// What pages need besides the parts: where assets are, and how the caller's address is known.
import type { Context } from 'hono'
import * as z from 'zod'
import { type Assets, assetsFrom } from '#web/shared/view'
import { lambdaClientIp } from './client-ip.ts'
import { link } from './links.ts'

export type WebParts = {
  assets: Assets
  clientIp: (c: Context) => string
}

const Manifest = z.record(z.string(), z.string())

/** On Lambda: the manifest that the deploy wrote, and CloudFront's word on the caller. */
export function lambdaWebParts(): WebParts {
  return {
    assets: assetsFrom(Manifest.parse(JSON.parse(link('Assets').manifest))),
    clientIp: lambdaClientIp,
  }
}
