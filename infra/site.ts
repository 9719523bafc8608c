// The public address of this stage. A domain is given to production by `KIOSQUE_DOMAIN`.
const domain = process.env.KIOSQUE_DOMAIN

/**
 * The functions' own addresses are closed: requests are signed at the edge. Plain origin access would
 * ask browsers to hash POST bodies, which breaks forms and one-click.
 */
export const router = new sst.aws.Router('Router', {
  protection: 'oac-with-edge-signing',
  ...(domain ? { domain: { name: domain } } : {}),
})

/** The link `Site`: where readers' links point. */
export const site = new sst.Linkable('Site', { properties: { url: router.url } })
