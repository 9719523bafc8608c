import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prefixedId } from '#kernel/ids'
import { type Instant, instant } from '#kernel/time'
import { asksStanding, Condition, matches, segmentText } from '#readers/segment'
import { type SegmentReader, segmentLimits } from '#readers/segment-kind'
import type { Standing, StandingPart } from '#readers/standing'
import { readTags, retagged, tagOf } from '#readers/tags'

const now = new Date('2026-11-30T08:00:00.000Z')
const context = { now, zone: 'Europe/Paris' }
const topics = ['dossiers', 'enquetes', 'technologies']
const names = {
  topics: [{ id: 'dossiers', name: { fr: 'Les dossiers du mois', en: 'Dossiers of the month' } }],
}

const aReader = (change: Partial<SegmentReader> = {}): SegmentReader => ({
  status: 'confirmed',
  topics: [],
  locale: 'fr',
  createdAt: instant(new Date('2026-03-01T10:00:00.000Z')),
  ...change,
})
const isIn = (condition: Condition, change: Partial<SegmentReader> = {}) =>
  matches(condition, aReader(change), context)

const days = fc
  .integer({ min: 0, max: 700 })
  .map((back) => instant(now.getTime() - back * 86_400_000))
const parts: fc.Arbitrary<StandingPart> = fc.record(
  {
    streamId: fc.constant(prefixedId('stream', 'aa')),
    role: fc.constantFrom('own', 'received'),
    planIds: fc.subarray(['papier', 'numerique'], { minLength: 1 }),
    issuesLeft: fc.nat(6),
    renews: fc.boolean(),
    openUntil: days,
    lastAt: days,
  },
  { requiredKeys: ['streamId', 'role', 'planIds', 'renews', 'lastAt'] },
)
const standings: fc.Arbitrary<Standing> = fc.record({
  readerId: fc.constant(prefixedId('reader', 'aa')),
  parts: fc.array(parts, { maxLength: 3 }),
  giftsGiven: fc.nat(2),
})
const readers: fc.Arbitrary<SegmentReader> = fc.record(
  {
    status: fc.constantFrom('pending', 'confirmed', 'unsubscribed'),
    topics: fc.subarray(topics),
    locale: fc.constantFrom('fr', 'en'),
    createdAt: days,
    joinedAt: days,
    tags: fc.subarray(['vip', 'salon', 'essai']),
    country: fc.constantFrom('FR', 'BE', 'CH'),
    trackingConsent: fc.boolean(),
    lastClickOn: days.map((at) => at.slice(0, 10)),
    standing: fc.option(standings, { nil: undefined }),
  },
  { requiredKeys: ['status', 'topics', 'locale', 'createdAt', 'standing'] },
)
const leaves: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('language' as const), is: fc.constantFrom('fr', 'en') }),
  fc.record({
    kind: fc.constant('topics' as const),
    anyOf: fc.subarray(topics, { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('tag' as const),
    anyOf: fc.subarray(['vip', 'salon'], { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('country' as const),
    anyOf: fc.subarray(['FR', 'BE'], { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('joinedLastDays' as const),
    days: fc.integer({ min: 1, max: 600 }),
  }),
  fc.record({ kind: fc.constant('joinedSince' as const), day: fc.constant('2026-03-29') }),
  fc.record({ kind: fc.constant('subscriber' as const) }),
  fc.record({
    kind: fc.constant('plan' as const),
    anyOf: fc.subarray(['papier', 'numerique'], { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('runningOut' as const),
    atMost: fc.integer({ min: 0, max: 6 }),
    renewing: fc.constantFrom('with' as const, 'without' as const),
  }),
  fc.record({ kind: fc.constant('gift' as const), role: fc.constantFrom('gives', 'receives') }),
  fc.record({ kind: fc.constant('lapsed' as const), days: fc.integer({ min: 0, max: 300 }) }),
)
const { condition: conditions } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'segment' },
    leaves,
    fc.record({
      kind: fc.constant('and' as const),
      all: fc.array(tie('condition'), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('or' as const),
      any: fc.array(tie('condition'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), not: tie('condition') }),
  ),
}))
const not = (condition: Condition): Condition => ({ kind: 'not', not: condition })

describe('a segment', () => {
  it('obeys De Morgan', () => {
    fc.assert(
      fc.property(fc.array(conditions, { maxLength: 4 }), readers, (parts, reader) => {
        const none = not({ kind: 'or', any: parts })
        const allNot: Condition = { kind: 'and', all: parts.map(not) }
        expect(matches(none, reader, context)).toBe(matches(allNot, reader, context))
        const notAll = not({ kind: 'and', all: parts })
        const anyNot: Condition = { kind: 'or', any: parts.map(not) }
        expect(matches(notAll, reader, context)).toBe(matches(anyNot, reader, context))
      }),
    )
  })

  it('or its contrary holds for everybody, and not not is itself', () => {
    fc.assert(
      fc.property(conditions, readers, (condition, reader) => {
        const is = matches(condition, reader, context)
        expect(matches(not(condition), reader, context)).toBe(!is)
        expect(matches(not(not(condition)), reader, context)).toBe(is)
      }),
    )
  })

  it('is the same after it was stored, and has a text in both languages', () => {
    fc.assert(
      fc.property(conditions, readers, (condition, reader) => {
        const stored = Condition.parse(JSON.parse(JSON.stringify(condition)))
        expect(matches(stored, reader, context)).toBe(matches(condition, reader, context))
        const { fr, en } = segmentText(stored, names)
        expect([fr.length > 0, en.length > 0]).toEqual([true, true])
      }),
    )
  })

  it('counts days in the zone of the publication', () => {
    const since: Condition = { kind: 'joinedSince', day: '2026-03-29' }
    expect(isIn(since, { createdAt: instant(new Date('2026-03-28T22:59:59.999Z')) })).toBe(false)
    expect(isIn(since, { createdAt: instant(new Date('2026-03-28T23:00:00.000Z')) })).toBe(true)
    expect(isIn(not(since), { createdAt: instant(new Date('2026-03-28T22:00:00.000Z')) })).toBe(
      true,
    )
  })

  it('takes the earliest day that is known for when somebody joined', () => {
    const before: Condition = { kind: 'joinedBefore', day: '2025-01-01' }
    expect(isIn(before)).toBe(false)
    expect(isIn(before, { joinedAt: instant(new Date('2019-05-05T00:00:00.000Z')) })).toBe(true)
  })

  it('counts who chose no topic among the readers of each', () => {
    const gets: Condition = { kind: 'topics', anyOf: ['dossiers'] }
    expect([isIn(gets), isIn(gets, { topics: ['enquetes'] })]).toEqual([true, false])
  })

  it('holds nobody for what is not known of them', () => {
    expect(isIn({ kind: 'country', anyOf: ['FR'] })).toBe(false)
    expect(isIn({ kind: 'tag', anyOf: ['vip'] })).toBe(false)
  })

  it('is read aloud with brackets where they are needed', () => {
    const condition: Condition = {
      kind: 'and',
      all: [
        { kind: 'topics', anyOf: ['dossiers'] },
        {
          kind: 'or',
          any: [
            { kind: 'tag', anyOf: ['vip'] },
            { kind: 'country', anyOf: ['BE'] },
          ],
        },
        not({ kind: 'language', is: 'en' }),
      ],
    }
    expect(segmentText(condition, names)).toEqual({
      fr: 'reçoit «\u202fLes dossiers du mois\u202f» et (étiquette\u202f: vip ou pays\u202f: Belgique) sauf (lit en anglais)',
      en: 'gets “Dossiers of the month” and (tag: vip or country: Belgium) except (reads in English)',
    })
  })

  it('refuses what is no condition, or too deep', () => {
    const deep = Array.from({ length: segmentLimits.depth }).reduce<Condition>(
      (inner) => not(inner),
      { kind: 'language', is: 'fr' },
    )
    for (const wrong of [deep, { kind: 'age' }, { kind: 'tag', anyOf: [] }, null, 'all'])
      expect(Condition.safeParse(wrong).success).toBe(false)
  })
})

describe('tags', () => {
  it('have one spelling', () => {
    expect([' VIP ', 'Salon  2026', 'L’été'].map(tagOf)).toEqual(['vip', 'salon 2026', "l'été"])
    expect(['', '-x', '=1+1', 'a'.repeat(41), 'a<b'].map(tagOf)).toEqual(Array(5).fill(undefined))
  })

  it('are added, and taken away with a minus', () => {
    const change = readTags('vip; Salon, -essai')
    expect(change).toEqual({ kind: 'tags', add: ['vip', 'salon'], remove: ['essai'] })
    if (change.kind === 'tags')
      expect(retagged(['essai', 'presse'], change)).toEqual(['presse', 'salon', 'vip'])
  })
})

describe('clicks', () => {
  const lately: Condition = { kind: 'clickedLastDays', days: 90 }
  const not: Condition = { kind: 'notClickedLastDays', days: 90 }
  const change = (lastClickOn?: string, trackingConsent = true) => ({
    trackingConsent,
    ...(lastClickOn === undefined ? {} : { lastClickOn }),
  })

  it.each([
    ['a click yesterday', change('2026-11-29'), true, false],
    ['a click on the first of the days', change('2026-09-01'), true, false],
    ['a click on the day before', change('2026-08-31'), false, true],
    ['no click ever', change(), false, true],
    ['no consent and no click', change(undefined, false), false, false],
    ['a consent that is gone', change('2026-11-29', false), false, false],
    [
      'a reader who joined lately and has not clicked',
      { ...change(), createdAt: instant(new Date('2026-10-01T00:00:00.000Z')) },
      false,
      false,
    ],
  ] as const)('know consenting readers alone: %s', (_, reader, clicked, hasNot) => {
    expect(isIn(lately, reader)).toBe(clicked)
    expect(isIn(not, reader)).toBe(hasNot)
  })

  it('say so in words', () => {
    expect(segmentText(lately, names)).toEqual({
      fr: 'a cliqué depuis 90 jours au plus (parmi qui accepte la mesure)',
      en: 'clicked in the last 90 days (among those who agreed to being measured)',
    })
    expect(segmentText({ ...not, days: 1 }, names)).toEqual({
      fr: 'n’a pas cliqué depuis un jour (parmi qui accepte la mesure)',
      en: 'has not clicked for a day (among those who agreed to being measured)',
    })
  })
})

describe('what readers subscribe to', () => {
  const at = (day: string) => `${day}T08:00:00.000Z` as Instant
  const part = (change: Partial<StandingPart> = {}): StandingPart => ({
    ...{ streamId: prefixedId('stream', 'aa'), role: 'own', planIds: ['papier'] },
    ...{ issuesLeft: 0, renews: false, lastAt: at('2026-10-30') },
    ...change,
  })
  const standing = (...parts: StandingPart[]): Partial<SegmentReader> => ({
    standing: { readerId: prefixedId('reader', 'aa'), parts, giftsGiven: 0 },
  })

  it('is asked of those alone whose condition is about it', () => {
    const isFrench: Condition = { kind: 'language', is: 'fr' }
    const isSubscriber: Condition = { kind: 'subscriber' }
    const both: Condition = { kind: 'or', any: [isFrench, not(isSubscriber)] }
    expect([isFrench, isSubscriber, both, not(both)].map(asksStanding)).toEqual([
      ...[false, true, true, true],
    ])
    expect(asksStanding({ kind: 'and', all: [isFrench, { kind: 'and', all: [] }] })).toBe(false)
  })

  it('must have been read: a count that forgot it is no count', () => {
    expect(() => isIn({ kind: 'subscriber' })).toThrow('standing')
    expect(isIn({ kind: 'subscriber' }, { standing: undefined })).toBe(false)
  })

  it('holds whoever lapsed for so many days, not who came back', () => {
    const lapsed = (days: number): Condition => ({ kind: 'lapsed', days })
    expect([30, 31, 32].map((days) => isIn(lapsed(days), standing(part())))).toEqual([
      ...[true, true, false],
    ])
    expect(isIn(lapsed(0), standing(part(), part({ issuesLeft: 1 })))).toBe(false)
    expect(isIn(lapsed(0), standing())).toBe(false)
    const open = { openUntil: at('2026-11-29') }
    expect([1, 2].map((days) => isIn(lapsed(days), standing(part(open))))).toEqual([true, false])
  })

  it('runs out by one subscription, whatever another has left, and never by a period', () => {
    const out = (atMost: number, renewing: 'with' | 'without' = 'with'): Condition => ({
      ...{ kind: 'runningOut', atMost, renewing },
    })
    const two = standing(part({ issuesLeft: 1, renews: true }), part({ issuesLeft: 9 }))
    expect([isIn(out(1), two), isIn(out(0), two), isIn(out(1, 'without'), two)]).toEqual([
      ...[true, false, false],
    ])
    const month = part({ renews: true })
    delete month.issuesLeft
    expect(isIn(out(120), standing(month))).toBe(false)
    expect(isIn(out(0), standing(part({ renews: true })))).toBe(true)
  })

  it('is read aloud in both languages', () => {
    const plans = [{ id: 'papier', name: { fr: 'Papier, un an', en: 'Print, one year' } }]
    const texts = (
      [
        { kind: 'subscriber' },
        { kind: 'plan', anyOf: ['papier', 'ancienne'] },
        { kind: 'runningOut', atMost: 1, renewing: 'with' },
        { kind: 'runningOut', atMost: 2, renewing: 'without' },
        { kind: 'gift', role: 'gives' },
        { kind: 'gift', role: 'receives' },
        { kind: 'lapsed', days: 0 },
        { kind: 'lapsed', days: 90 },
      ] satisfies Condition[]
    ).map((one) => segmentText(one, { ...names, subscriptions: { plans } }))
    expect(texts.map(({ fr }) => fr)).toEqual([
      'est abonné au magazine',
      'abonné à la formule «\u202fPapier, un an ou ancienne\u202f»',
      'abonné avec 1 numéro à venir au plus',
      'abonné sans reconduction, avec 2 numéros à venir au plus',
      'a offert un abonnement',
      'reçoit un abonnement offert',
      'n’est plus abonné',
      'n’est plus abonné depuis 90 jours au moins',
    ])
    expect(texts.map(({ en }) => en)).toEqual([
      'subscribes to the magazine',
      'subscribes to “Print, one year or ancienne”',
      'subscribes with 1 issue to come at most',
      'subscribes without renewal, with 2 issues to come at most',
      'has given a subscription',
      'gets a subscription as a gift',
      'no longer subscribes',
      'has not subscribed for 90 days at least',
    ])
  })
})
