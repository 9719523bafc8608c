// Endpoints of what is sold and of who buys: products to promotion codes, customers, means of payment.
import * as z from 'zod'
import * as Catalog from './catalog.ts'
import * as Customers from './customers.ts'
import * as Discounts from './discounts.ts'
import * as Methods from './methods.ts'
import { flag, id, text } from './params.ts'
import * as Portal from './portal.ts'
import { createPortalSettings, PortalSettingsCreate } from './portal-settings.ts'
import { list, nothing, post, type Route, read, refers, same } from './route-kit.ts'

export const catalogRoutes: Route[] = [
  post('/products', Catalog.ProductCreate, Catalog.createProduct),
  read('/products', 'product'),
  post('/products/:id', Catalog.ProductUpdate, (w, p, one) => Catalog.updateProduct(w, one, p)),
  list(
    '/products',
    'product',
    { active: flag.optional(), ids: z.array(id).optional() },
    (one, asked) => same(asked.active, one.active) && (asked.ids?.includes(one.id) ?? true),
  ),
  post('/prices', Catalog.PriceCreate, Catalog.createPrice),
  read('/prices', 'price'),
  post('/prices/:id', Catalog.PriceUpdate, (w, p, one) => Catalog.updatePrice(w, one, p)),
  list(
    '/prices',
    'price',
    {
      active: flag.optional(),
      currency: text.optional(),
      product: id.optional(),
      type: text.optional(),
      lookup_keys: z.array(z.string().max(200)).max(10).optional(),
    },
    (one, asked) =>
      same(asked.active, one.active) &&
      same(asked.currency, one.currency) &&
      same(asked.type, one.type) &&
      refers(asked.product, one.product) &&
      (asked.lookup_keys?.includes(one.lookup_key ?? '') ?? true),
  ),
  post('/tax_rates', Catalog.TaxRateCreate, Catalog.createTaxRate),
  read('/tax_rates', 'tax_rate'),
  post('/tax_rates/:id', Catalog.TaxRateUpdate, (w, p, one) => Catalog.updateTaxRate(w, one, p)),
  list(
    '/tax_rates',
    'tax_rate',
    { active: flag.optional(), inclusive: flag.optional() },
    (one, asked) => same(asked.active, one.active) && same(asked.inclusive, one.inclusive),
  ),
  post('/coupons', Discounts.CouponCreate, Discounts.createCoupon),
  read('/coupons', 'coupon'),
  post('/coupons/:id', Discounts.CouponUpdate, (w, p, one) => Discounts.updateCoupon(w, one, p)),
  list('/coupons', 'coupon', {}, () => true),
  post('/promotion_codes', Discounts.PromotionCodeCreate, Discounts.createPromotionCode),
  read('/promotion_codes', 'promotion_code'),
  post('/promotion_codes/:id', Discounts.PromotionCodeUpdate, (w, p, one) =>
    Discounts.updatePromotionCode(w, one, p),
  ),
  list(
    '/promotion_codes',
    'promotion_code',
    { active: flag.optional(), code: text.optional(), coupon: id.optional() },
    (one, asked, work) =>
      same(asked.active, Discounts.isInForce(work, one)) &&
      same(asked.code?.toLowerCase(), asked.code && one.code.toLowerCase()) &&
      refers(asked.coupon, one.promotion.coupon),
  ),
]

export const customerRoutes: Route[] = [
  post('/customers', Customers.CustomerCreate, (w, { payment_method: method, ...params }) => {
    const customer = Customers.createCustomer(w, params)
    if (method) Methods.attach(w, method, customer.id)
    return customer
  }),
  read('/customers', 'customer'),
  post('/customers/:id', Customers.CustomerUpdate, (w, p, one) =>
    Customers.updateCustomer(w, one, p),
  ),
  list('/customers', 'customer', { email: text.optional() }, (one, asked) =>
    same(asked.email, one.email),
  ),
  read('/payment_methods', 'payment_method'),
  post('/payment_methods/:id', Methods.MethodUpdate, (w, p, one) =>
    Methods.updateMethod(w, one, p),
  ),
  post('/payment_methods/:id/attach', Methods.Attach, (w, p, one) => {
    w.get('customer', p.customer, 'customer')
    return Methods.attach(w, one, p.customer)
  }),
  post('/payment_methods/:id/detach', nothing, (w, _, one) => Methods.detach(w, one)),
  list(
    '/payment_methods',
    'payment_method',
    { customer: id.optional(), type: text.optional() },
    (one, asked) => refers(asked.customer, one.customer) && same(asked.type, one.type),
  ),
  read('/mandates', 'mandate'),
  post('/billing_portal/sessions', Portal.PortalCreate, Portal.createPortal),
  post('/billing_portal/configurations', PortalSettingsCreate, createPortalSettings),
  read('/billing_portal/configurations', 'billing_portal.configuration'),
  list(
    '/billing_portal/configurations',
    'billing_portal.configuration',
    { active: flag.optional() },
    (one, asked) => same(asked.active, one.active),
  ),
]
