// Small parts used everywhere: flash messages, states, empty places, progress, pagers.
import type { Child } from 'hono/jsx'
import type { Locale, Sentence } from '#kernel/errors'
import { formatNumber } from './format.tsx'
import { say } from './locale.ts'

export type FlashMessage = { tone: 'good' | 'warn' | 'bad'; sentence: Sentence; detail?: Child }

/** What just happened, said once above the page's content. */
export function Flash(props: { message: FlashMessage | undefined; locale: Locale }) {
  if (!props.message) return null
  const { tone, sentence, detail } = props.message
  return (
    <div class={`flash ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <p>{sentence[props.locale]}</p>
      {detail && <p>{detail}</p>}
    </div>
  )
}

/** `open`: nothing has happened yet; `calm`: under way. */
export type StatusTone = 'good' | 'warn' | 'bad' | 'calm' | 'open' | 'none'

/** A state as a word with a dot of colour; the word alone says it all. */
export function Status(props: { tone: StatusTone; children?: Child }) {
  return <span class={`status ${props.tone}`}>{props.children}</span>
}

/** An empty place: what is missing and what to do first. */
export function Empty(props: { title: string; children?: Child; action?: Child }) {
  return (
    <div class="empty">
      <p class="title-line">{props.title}</p>
      {props.children && <p>{props.children}</p>}
      {props.action && <p class="actions">{props.action}</p>}
    </div>
  )
}

/** Long work: how much of how many is done, and what is left in words (`left`). */
export function Progress(props: {
  label: string
  done: number
  of: number
  left?: string
  locale: Locale
}) {
  const { label, done, of, left, locale } = props
  return (
    <div class="progress">
      <span>
        {label}
        {say(locale, ' : ', ': ')}
        {formatNumber(done, locale)} {say(locale, 'sur', 'of')} {formatNumber(of, locale)}
      </span>
      <progress value={done} max={Math.max(of, 1)} aria-label={label} />
      {left && <span>{left}</span>}
    </div>
  )
}

/** Newer and older pages of a list. */
export function Pager(props: {
  newer?: string | undefined
  older?: string | undefined
  locale: Locale
}) {
  if (!props.newer && !props.older) return null
  return (
    <nav class="pager" aria-label={say(props.locale, 'Pages', 'Pages')}>
      {props.newer ? (
        <a href={props.newer} rel="prev">
          {say(props.locale, '← Plus récentes', '← Newer')}
        </a>
      ) : (
        <span />
      )}
      {props.older && (
        <a href={props.older} rel="next">
          {say(props.locale, 'Plus anciennes →', 'Older →')}
        </a>
      )}
    </nav>
  )
}
