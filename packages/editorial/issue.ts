// An issue of the magazine: its dossier, its sections and pages, and where it stands.
import * as z from 'zod'
import { idSchema } from '#kernel/ids'
import type { Instant } from '#kernel/time'
import { headerText } from './newsletter.ts'

export const issueLimits = { title: 160, standfirst: 600, sections: 60, pages: 400, companies: 60 }

const Timestamp = z.custom<Instant>((value) => typeof value === 'string')

export const SectionKind = z.enum([
  'dossier',
  'spotlight',
  'investigation',
  'report',
  'news',
  'interview',
  'advertising',
])
export type SectionKind = z.infer<typeof SectionKind>

export const Section = z.object({
  kind: SectionKind,
  title: headerText(issueLimits.title),
  pages: z.number().min(0).max(issueLimits.pages).multipleOf(0.25),
})
export type Section = z.infer<typeof Section>

export const Dossier = z.object({
  title: headerText(issueLimits.title),
  standfirst: headerText(issueLimits.standfirst),
  companyIds: z.array(idSchema('company')).max(issueLimits.companies),
})
export type Dossier = z.infer<typeof Dossier>

export const IssueStatus = z.enum(['planned', 'announced', 'published'])
export type IssueStatus = z.infer<typeof IssueStatus>

export const Issue = z.object({
  number: z.number().int().min(1).max(99_999),
  /** First day of the cover's month or the day of sale, `2026-12-01`. */
  coverDate: z.iso.date(),
  title: headerText(issueLimits.title),
  dossier: Dossier,
  sections: z.array(Section).max(issueLimits.sections),
  status: IssueStatus,
  /** No printed copy is left to sell. */
  isSoldOut: z.boolean().optional(),
  /** The newsletter that announcing it drafted. */
  newsletterId: idSchema('newsletter').optional(),
  version: z.number().int().min(1),
  updatedAt: Timestamp,
  updatedBy: z.string().max(254),
})
export type Issue = z.infer<typeof Issue>

export const Company = z.object({
  id: idSchema('company'),
  name: headerText(120),
  slug: z.string().regex(/^[a-z0-9-]{1,120}$/),
  /** Other names, former ones too; each finds it. */
  aliases: z.array(headerText(120)).max(20),
  description: headerText(1_000),
  website: z.url().max(500).optional(),
  version: z.number().int().min(1),
  updatedAt: Timestamp,
})
export type Company = z.infer<typeof Company>

export const Image = z.object({
  id: idSchema('image'),
  alt: headerText(500),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  contentType: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
  /** Key in the files bucket of the resized picture. */
  fileKey: z.string().max(200),
  bytes: z.number().int().min(1),
  createdAt: Timestamp,
})
export type Image = z.infer<typeof Image>
