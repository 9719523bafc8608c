// Settings: the title's identity (read from its configuration), the team, one's own account, the
// audit trail.
import { type Sentence, unreachable } from '#kernel/errors'
import { addStaff } from '#staff/add-staff'
import { auditTrail, recordAudit } from '#staff/audit'
import { changeStaff } from '#staff/change-staff'
import { StaffRole } from '#staff/member'
import { signOutEverywhere } from '#staff/sessions'
import { listStaff } from '#staff/store'
import { notFound } from '#web/shared/errors.tsx'
import {
  type ConsoleContext,
  type ConsoleDeps,
  consoleApp,
  formList,
  formValues,
  requireRole,
} from '../context.ts'
import { doneMessage } from '../done.ts'
import { nextPath } from '../session.ts'
import { endSession } from '../sign-in.tsx'
import { AccountPage } from './account-page.tsx'
import { AuditPage } from './audit-page.tsx'
import { IdentityPage } from './identity-page.tsx'
import { askRedrive, redrive, showQueues } from './queue-acts.tsx'
import { type MemberDraft, RemovePage, TeamPage } from './team-page.tsx'

type Deps = ConsoleDeps

/** The pages under `/console/settings`, and the language switch of the frame. */
export function settingsPages(deps: Deps) {
  const app = consoleApp()

  app.get('/', (c) => c.html(<IdentityPage c={c} />))

  app.get('/account', (c) => c.html(<AccountPage c={c} flash={doneMessage(c)} />))
  app.post('/account/sign-out-everywhere', async (c) => {
    const staff = c.get('staff')
    await signOutEverywhere(deps, staff)
    await audit(deps, c, { act: 'staff.signedOutEverywhere', subject: staff.id })
    return await endSession(deps, c)
  })

  app.get('/team', requireRole('admin'), (c) => team(deps, c))
  app.post('/team', requireRole('admin'), (c) => add(deps, c))
  app.post('/team/:id', requireRole('admin'), (c) => changeRoles(deps, c))
  app.get('/team/:id/remove', requireRole('admin'), async (c) =>
    c.html(<RemovePage c={c} member={await memberIn(deps, c)} />),
  )
  app.post('/team/:id/remove', requireRole('admin'), (c) => remove(deps, c))

  app.get('/audit', requireRole('admin'), async (c) => {
    const before = c.req.query('before')
    const isDay = before !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(before)
    const valid = isDay && !Number.isNaN(Date.parse(`${before}T00:00:00Z`))
    const trail = await auditTrail(deps, valid ? { before } : {})
    const staff = await listStaff(deps)
    return c.html(<AuditPage c={c} trail={trail} staff={staff} />)
  })
  app.get('/queues', requireRole('admin'), (c) => showQueues(deps, c))
  app.get('/queues/:name/redrive', requireRole('admin'), (c) => askRedrive(deps, c))
  app.post('/queues/:name/redrive', requireRole('admin'), (c) => redrive(deps, c))
  return app
}

/** Saves the language of the person and goes back to where they were. */
export async function changeLocale(deps: Deps, c: ConsoleContext): Promise<Response> {
  const form = await formValues(c)
  const locale = form['locale'] === 'en' ? 'en' : 'fr'
  await changeStaff(deps, { id: c.get('staff').id, changes: { locale } })
  return c.redirect(nextPath(form['next']), 303)
}

async function team(
  deps: Deps,
  c: ConsoleContext,
  state: { draft?: MemberDraft; errors?: Record<string, Sentence> } = {},
) {
  if (state.errors) c.status(422)
  return c.html(<TeamPage c={c} staff={await listStaff(deps)} {...state} flash={doneMessage(c)} />)
}

async function add(deps: Deps, c: ConsoleContext) {
  const form = await formValues(c)
  const roles = rolesIn(await formList(c, 'roles'))
  const locale = form['locale'] === 'en' ? 'en' : 'fr'
  const draft: MemberDraft = {
    email: form['email'] ?? '',
    name: form['name'] ?? '',
    roles,
    locale,
  }
  const outcome = await addStaff(deps, draft)
  switch (outcome.kind) {
    case 'added':
      await audit(deps, c, {
        act: 'staff.added',
        subject: outcome.staff.id,
        data: { roles: outcome.staff.roles.join(' ') },
      })
      return c.redirect('/console/settings/team?done=staff-added', 303)
    case 'already':
      return await team(deps, c, { draft, errors: { email: memberAlready } })
    case 'wrong':
      return await team(deps, c, { draft, errors: { [outcome.field]: wrong[outcome.field] } })
    case 'tooMany':
      return await team(deps, c, { draft, errors: { email: tooMany } })
    default:
      return unreachable(outcome)
  }
}

async function changeRoles(deps: Deps, c: ConsoleContext) {
  const member = await memberIn(deps, c)
  const roles = rolesIn(await formList(c, 'roles'))
  if (roles.length === 0) return await team(deps, c, { errors: { [member.id]: wrong.roles } })
  const outcome = await changeStaff(deps, { id: member.id, changes: { roles } })
  if (outcome.kind === 'changed') {
    await audit(deps, c, {
      act: 'staff.rolesChanged',
      subject: member.id,
      data: { roles: roles.join(' ') },
    })
    return c.redirect('/console/settings/team?done=staff-changed', 303)
  }
  return await team(deps, c, { errors: { [member.id]: refusals[outcome.kind] } })
}

async function remove(deps: Deps, c: ConsoleContext) {
  const member = await memberIn(deps, c)
  const outcome = await changeStaff(deps, { id: member.id, changes: { status: 'removed' } })
  if (outcome.kind !== 'changed')
    return await team(deps, c, { errors: { [member.id]: refusals[outcome.kind] } })
  await audit(deps, c, { act: 'staff.removed', subject: member.id })
  return c.redirect('/console/settings/team?done=staff-removed', 303)
}

async function memberIn(deps: Deps, c: ConsoleContext) {
  const member = (await listStaff(deps)).find((one) => one.id === c.req.param('id'))
  if (!member || member.status === 'removed') throw notFound(refusals.notFound)
  return member
}

function rolesIn(values: readonly string[]): StaffRole[] {
  return StaffRole.options.filter((role) => values.includes(role))
}

async function audit(
  deps: Deps,
  c: ConsoleContext,
  line: { act: string; subject: string; data?: Record<string, string> },
) {
  await recordAudit(deps, { staffId: c.get('staff').id, ...line })
}

const wrong = {
  email: {
    fr: 'Cela ne ressemble pas à une adresse. Écrivez-la comme nom@example.org.',
    en: 'This does not look like an address. Write it like name@example.org.',
  },
  name: {
    fr: 'Écrivez le nom de la personne, en 120 caractères au plus.',
    en: 'Write the person’s name, in 120 characters at most.',
  },
  roles: { fr: 'Choisissez au moins un rôle.', en: 'Choose one role at least.' },
} satisfies Record<string, Sentence>

const memberAlready: Sentence = {
  fr: 'Cette adresse a déjà un compte ouvert.',
  en: 'This address has an open account already.',
}
const tooMany: Sentence = {
  fr: 'L’équipe est au complet : fermez d’abord un compte.',
  en: 'The team is full: close an account first.',
}
const refusals = {
  notFound: {
    fr: 'Ce compte n’existe plus. Rechargez la page de l’équipe.',
    en: 'This account no longer exists. Reload the team’s page.',
  },
  lastAdmin: {
    fr: 'C’est le dernier compte d’administration. Donnez d’abord ce rôle à quelqu’un d’autre.',
    en: 'This is the last administration account. Give someone else this role first.',
  },
  wrong: { fr: 'Choisissez au moins un rôle.', en: 'Choose one role at least.' },
  conflict: {
    fr: 'Quelqu’un a changé ce compte entre-temps. Regardez-le, puis recommencez.',
    en: 'Someone changed this account in the meantime. Look at it, then try again.',
  },
} satisfies Record<string, Sentence>
