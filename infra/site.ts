// The public address of this stage. A domain is given to production by `KIOSQUE_DOMAIN`.
const domain = process.env.KIOSQUE_DOMAIN

export const router = new sst.aws.Router('Router', domain ? { domain: { name: domain } } : {})

/** The link `Site`: where readers' links point. */
export const site = new sst.Linkable('Site', { properties: { url: router.url } })
