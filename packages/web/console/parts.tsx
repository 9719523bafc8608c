// Small parts of console pages: states, dates, notices, fields, tables' empty rows. They carry the
// meaning in words; colour only repeats it.
import type { Child } from 'hono/jsx'
import type { Locale, Sentence } from '#kernel/errors'
import type { Instant } from '#kernel/time'
import type { View } from '#web/shared/view'
import { formatDate, formatInstant, relativeTime } from './format.ts'

export type Tone = 'calm' | 'good' | 'warn' | 'bad' | 'open' | 'plain'

/** A state: a word with a dot of colour. */
export function State({ tone, children }: { tone: Tone; children?: Child }) {
  return <span class={tone === 'plain' ? 'status' : `status ${tone}`}>{children}</span>
}

/** An instant, relative, with the exact one and its zone on hover. */
export function When({ at, view, exact }: { at: Instant; view: View; exact?: boolean }) {
  const { publication, locale, now } = view
  const full = formatInstant(at, publication.zone, locale)
  const near = relativeTime(at, { now, zone: publication.zone, locale })
  return (
    <time datetime={at} title={exact ? near : full}>
      {exact ? full : near}
    </time>
  )
}

/** A calendar date. */
export function Day({ date, locale }: { date: string; locale: Locale }) {
  return (
    <time datetime={date} title={formatDate(date, locale)}>
      {formatDate(date, locale, 'short')}
    </time>
  )
}

/** A sentence about what just happened or what to mind. `status` is read out when it appears. */
export function Notice({ tone = 'calm', children }: { tone?: Tone; children?: Child }) {
  return (
    <div class={`flash ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}

/** The session's form token; every POST form holds one. */
export function Csrf({ value }: { value: string }) {
  return <input type="hidden" name="csrf" value={value} />
}

export type FieldProps = {
  name: string
  label: Child
  hint?: Child
  error?: Sentence | undefined
  locale: Locale
  /** The control; it must carry `id={name}` and, through `described`, its hint and error. */
  children?: Child
}

/** A labelled control with its hint and the sentence of what is wrong with it. */
export function Field({ name, label, hint, error, locale, children }: FieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p class="error" id={`${name}-error`}>
          {error[locale]}
        </p>
      )}
    </div>
  )
}

/** Attributes that tie a control to its hint and error. */
export function described(name: string, has: { hint?: boolean; error?: boolean }) {
  const ids = [has.hint && `${name}-hint`, has.error && `${name}-error`].filter(Boolean).join(' ')
  return {
    id: name,
    name,
    ...(ids ? { 'aria-describedby': ids } : {}),
    ...(has.error ? { 'aria-invalid': 'true' as const } : {}),
  }
}

/** One line of text with everything around it. */
export function TextField(
  props: Omit<FieldProps, 'children'> & {
    value: string
    type?: 'text' | 'email' | 'search' | 'date' | 'number' | 'url'
    maxlength?: number
    required?: boolean
    autocomplete?: string
    inputmode?: 'numeric' | 'decimal' | 'email' | 'url'
  },
) {
  const { value, type = 'text', maxlength, required, autocomplete, inputmode, ...field } = props
  return (
    <Field {...field}>
      <input
        {...described(field.name, {
          hint: field.hint !== undefined,
          error: field.error !== undefined,
        })}
        type={type}
        value={value}
        maxlength={maxlength}
        required={required}
        autocomplete={autocomplete ?? 'off'}
        inputmode={inputmode}
      />
    </Field>
  )
}

/** Several lines of text. */
export function TextArea(
  props: Omit<FieldProps, 'children'> & { value: string; rows?: number; maxlength?: number },
) {
  const { value, rows = 3, maxlength, ...field } = props
  return (
    <Field {...field}>
      <textarea
        {...described(field.name, {
          hint: field.hint !== undefined,
          error: field.error !== undefined,
        })}
        rows={rows}
        maxlength={maxlength}
      >
        {value}
      </textarea>
    </Field>
  )
}

/** What to do first where there is nothing yet. */
export function Empty({ children }: { children?: Child }) {
  return <div class="empty">{children}</div>
}

/** A titled part of a page. */
export function Part(props: { title: Child; id?: string; aside?: Child; children?: Child }) {
  return (
    <section class="section" id={props.id}>
      <h2 class={props.aside ? 'with-aside' : undefined}>
        <span>{props.title}</span>
        {props.aside && <span class="aside">{props.aside}</span>}
      </h2>
      {props.children}
    </section>
  )
}

/** A table that scrolls sideways by itself on a phone, reachable by keyboard. */
export function TableBox({ label, children }: { label: string; children?: Child }) {
  return (
    <section class="table-frame" aria-label={label} tabindex={0}>
      {children}
    </section>
  )
}

/** `N° 131` with the superscript o. */
export function IssueNumber({ number }: { number: number }) {
  return (
    <span class="numero">
      N<sup>o</sup>
      {'\u202f'}
      {number}
    </span>
  )
}
