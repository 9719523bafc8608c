// Covers as pictures. A function of its own: the renderer's WebAssembly is larger than the site.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { type CoverSources, coverRenderer, faceFiles } from '#web/cover/cover-png'
import { createMedia } from '#web/cover/media-app'
import type { Parts } from './all-parts.ts'
import * as parts from './parts.ts'

type MediaParts = Pick<Parts, 'table' | 'files' | 'publication' | 'makeId' | 'log'>

export function mediaHandler() {
  const { log, makeId } = parts
  const own = {
    table: parts.table(),
    files: parts.files(),
    publication: parts.publication(),
    makeId,
    log,
  }
  return handle(mediaApp(own, bundledSources))
}

export function mediaApp(own: MediaParts, sources: () => Promise<CoverSources>): Hono {
  return createMedia({ ...own, renderer: async () => coverRenderer(await sources()) })
}

/** infra/web.ts copies these beside the bundle. */
async function bundledSources(): Promise<CoverSources> {
  const folder = process.env['LAMBDA_TASK_ROOT'] ?? '.'
  return {
    wasm: await readFile(join(folder, 'resvg.wasm')),
    faces: await Promise.all(faceFiles.map((name) => readFile(join(folder, 'faces', name)))),
  }
}
