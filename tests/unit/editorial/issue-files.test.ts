import { beforeEach, describe, expect, it } from 'vitest'
import { fileFaults, fileNameOf, issueFileLimits } from '#editorial/issue-file'
import { readPdf } from '#editorial/pdf-pages'
import { putIssue } from '#editorial/store'
import { getIssueFile, intentOfFile } from '#editorial/store-issue-files'
import { addIssueFile, issueFileLink, takeIssueFile } from '#editorial/take-issue-file'
import { anIssue, editorialDeps } from '../../support/editorial.ts'
import { memoryTable } from '../../support/memory-table.ts'
import { aLockedPdf, aPdf } from '../../support/pdf.ts'
import { memoryFiles } from '../../support/site.ts'

describe('a PDF', () => {
  it('has its pages counted', async () => {
    expect(await readPdf(await aPdf(1))).toEqual({ kind: 'pdf', pages: 1 })
    expect(await readPdf(await aPdf(68))).toEqual({ kind: 'pdf', pages: 68 })
  })

  it('is known by what is in it, not by its name', async () => {
    expect(await readPdf(Buffer.from('PK\u0003\u0004 a zip'))).toEqual({ kind: 'notPdf' })
    expect(await readPdf(new Uint8Array())).toEqual({ kind: 'notPdf' })
  })

  it('is refused when it is cut off, has no pages, or asks for a password', async () => {
    const whole = await aPdf()
    expect(await readPdf(whole.subarray(0, 40))).toEqual({ kind: 'damaged' })
    expect(await readPdf(Buffer.from('%PDF-1.7\nnothing follows'))).toEqual({ kind: 'damaged' })
    expect(await readPdf(await aLockedPdf())).toEqual({ kind: 'locked' })
  })

  it('may begin a little later than its first byte, as printers’ programs write it', async () => {
    const late = Buffer.concat([Buffer.from('%!PS-Adobe\n'), await aPdf(2)])
    expect(await readPdf(late)).toMatchObject({ kind: 'pdf', pages: 2 })
  })
})

describe('an issue’s file', () => {
  let deps: ReturnType<typeof world>
  const world = () => ({ ...editorialDeps(memoryTable()), files: memoryFiles() })
  beforeEach(async () => {
    deps = world()
    await putIssue(deps.table, anIssue({ number: 131 }))
  })
  /** As the page's script does: a link, then the file, then its end. */
  async function hand(body: Uint8Array, number = 131) {
    const asked = { number, contentType: 'application/pdf', bytes: body.length }
    const link = await issueFileLink(deps, asked)
    if (link.kind !== 'link') throw new Error(link.kind)
    await deps.files.put({ key: link.uploadKey, body, contentType: 'application/pdf' })
    const input = { number, uploadKey: link.uploadKey, by: 'sf_1' }
    return { uploadKey: link.uploadKey, outcome: await takeIssueFile(deps, input) }
  }

  it('is taken with its pages and size, under a key that nobody can guess', async () => {
    const body = await aPdf(12)
    const { outcome } = await hand(body)
    expect(outcome).toMatchObject({ kind: 'taken', file: { pages: 12, bytes: body.length } })
    const file = await getIssueFile(deps.table, 131)
    expect(file?.fileKey).toMatch(/^issues\/131\/if_[0-9a-z]{26}\.pdf$/)
    expect(await intentOfFile(deps.table, 131)).toMatchObject({ kind: 'issue.tell' })
  })

  it('is replaced by a newer one; the old one is gone, and nobody is told again', async () => {
    const first = await hand(await aPdf(1))
    const second = await hand(await aPdf(2))
    expect(second.outcome).toMatchObject({ kind: 'taken', replaced: true, file: { pages: 2 } })
    expect(await deps.files.get(first.uploadKey)).toBeUndefined()
    const intent = await intentOfFile(deps.table, 131)
    expect(first.outcome.kind === 'taken' && intent?.id).toBe(
      first.outcome.kind === 'taken' && `${first.outcome.file.id}:tell`,
    )
  })

  it('is the same when its end is told twice', async () => {
    const { uploadKey, outcome } = await hand(await aPdf(4))
    const again = await takeIssueFile(deps, { number: 131, uploadKey, by: 'sf_1' })
    expect(again).toMatchObject({ kind: 'taken', file: outcome.kind === 'taken' && outcome.file })
    expect(await deps.files.get(uploadKey)).toBeDefined()
  })

  it('that is none is removed, and the one before it stays', async () => {
    await hand(await aPdf(3))
    const { uploadKey, outcome } = await hand(Buffer.from('<html>'))
    expect(outcome).toEqual({ kind: 'refused', why: 'notPdf' })
    expect(await deps.files.get(uploadKey)).toBeUndefined()
    expect(await getIssueFile(deps.table, 131)).toMatchObject({ pages: 3 })
  })

  it('is not asked for under another issue’s key, nor any other', async () => {
    await putIssue(deps.table, anIssue({ number: 132 }))
    const { uploadKey } = await hand(await aPdf())
    for (const wrong of [uploadKey, 'uploads/im_1', '../131/if_1.pdf', ''])
      expect(await takeIssueFile(deps, { number: 132, uploadKey: wrong, by: 'x' })).toEqual({
        kind: 'refused',
        why: 'missing',
      })
    const gone = { number: 131, uploadKey: 'issues/131/if_gone.pdf', by: 'x' }
    expect(await takeIssueFile(deps, gone)).toEqual({ kind: 'refused', why: 'missing' })
  })

  it('has a link of just its size, for a PDF of an issue that is there', async () => {
    const pdf = { number: 131, contentType: 'application/pdf', bytes: 9 }
    expect(await issueFileLink(deps, { ...pdf, bytes: 0 })).toMatchObject({ why: 'empty' })
    expect(await issueFileLink(deps, { ...pdf, bytes: 1.5 })).toMatchObject({ why: 'empty' })
    const large = { ...pdf, bytes: issueFileLimits.bytes + 1 }
    expect(await issueFileLink(deps, large)).toMatchObject({ why: 'tooLarge' })
    const zip = { ...pdf, contentType: 'application/zip' }
    expect(await issueFileLink(deps, zip)).toMatchObject({ why: 'notPdf' })
    expect(await issueFileLink(deps, { ...pdf, number: 999 })).toEqual({ kind: 'notFound' })
    expect(await addIssueFile(deps, { number: 131, body: new Uint8Array(), by: 'x' })).toEqual({
      kind: 'refused',
      why: 'empty',
    })
  })
})

it('a file’s name is one that every device takes', () => {
  expect(fileNameOf('En-Contact', 131)).toBe('En-Contact 131.pdf')
  expect(fileNameOf('A/B: "C"?', 7)).toBe('A B C 7.pdf')
})

it('every refusal says what to do, in both languages', () => {
  for (const { fr, en } of Object.values(fileFaults)) {
    expect(fr.length).toBeGreaterThan(30)
    expect(en.length).toBeGreaterThan(30)
  }
})
