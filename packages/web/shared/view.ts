// What every view is given: the title, the language, where assets are, where this page is. Views
// get it as a prop, never from a global, so that a page is a function of its arguments.
import type { Locale } from '#kernel/errors'
import type { Publication } from '#publication/schema'

/** Names of the content-hashed files the pages refer to. */
export type AssetName = string

/** Where the built assets are. A name that was never built is a bug and throws. */
export type Assets = {
  /** Path of an asset on this origin, such as `/assets/kiosque.3f9a1c20.css`. */
  url(name: AssetName): string
  has(name: AssetName): boolean
}

export type View = {
  publication: Publication
  assets: Assets
  locale: Locale
  /** Origin of the site without trailing slash, such as `https://en-contact.example`. */
  siteUrl: string
  /** Path of this page without the language prefix, such as `/issues/131`. */
  path: string
  now: Date
}

/** JSON that a bundle carries instead of the code that builds assets. */
export type AssetManifest = Readonly<Record<AssetName, string>>

/** Assets from a manifest (name to path). */
export function assetsFrom(manifest: AssetManifest): Assets {
  return {
    url(name) {
      const path = manifest[name]
      if (path === undefined) throw new Error(`No asset is called ${name}`)
      return path
    },
    has: (name) => manifest[name] !== undefined,
  }
}
