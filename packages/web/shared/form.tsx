// Form parts: label above, hint below, the error beside its field, and what was typed is kept.
import type { Child } from 'hono/jsx'
import type { Locale, Sentence } from '#kernel/errors'
import { say } from './locale.ts'

/** What a form shows again after a refusal: the values as typed, and an error by field name. */
export type FormState = {
  values: Readonly<Record<string, string>>
  errors: Readonly<Record<string, Sentence>>
}

export const emptyForm: FormState = { values: {}, errors: {} }

type Common = {
  locale: Locale
  name: string
  label: Child
  hint?: Child
  form?: FormState
  /** Shown when the form state holds no value of this name. */
  value?: string | undefined
  isOptional?: boolean
  /** When two fields of one name stand on a page. */
  id?: string
}

export type FieldProps = Common & {
  type?: 'text' | 'email' | 'search' | 'url' | 'tel' | 'number' | 'date' | 'time' | 'datetime-local'
  autocomplete?: string
  inputmode?: 'text' | 'email' | 'numeric' | 'decimal' | 'search' | 'url'
  maxlength?: number
  placeholder?: string
  isRequired?: boolean
  min?: string
  max?: string
  step?: string
  list?: string
}

/** One line of input with its label, hint and error. */
export function Field(props: FieldProps) {
  const { ids, error, value } = stateOf(props)
  return (
    <div class="field">
      <Label {...props} for={ids.input} />
      {props.hint && (
        <p class="hint" id={ids.hint}>
          {props.hint}
        </p>
      )}
      <input
        id={ids.input}
        name={props.name}
        type={props.type ?? 'text'}
        value={value}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        placeholder={props.placeholder}
        required={props.isRequired}
        min={props.min}
        max={props.max}
        step={props.step}
        list={props.list}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(props, error, ids)}
      />
      <FieldError error={error} id={ids.error} locale={props.locale} />
    </div>
  )
}

/** Several lines of input. */
export function TextArea(props: Common & { rows?: number; maxlength?: number }) {
  const { ids, error, value } = stateOf(props)
  return (
    <div class="field">
      <Label {...props} for={ids.input} />
      {props.hint && (
        <p class="hint" id={ids.hint}>
          {props.hint}
        </p>
      )}
      <textarea
        id={ids.input}
        name={props.name}
        rows={props.rows ?? 5}
        maxlength={props.maxlength}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(props, error, ids)}
      >
        {value}
      </textarea>
      <FieldError error={error} id={ids.error} locale={props.locale} />
    </div>
  )
}

/** One of several, from a list. */
export function Select(props: Common & { options: readonly { value: string; label: string }[] }) {
  const { ids, error, value } = stateOf(props)
  return (
    <div class="field">
      <Label {...props} for={ids.input} />
      {props.hint && (
        <p class="hint" id={ids.hint}>
          {props.hint}
        </p>
      )}
      <select
        id={ids.input}
        name={props.name}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(props, error, ids)}
      >
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
      <FieldError error={error} id={ids.error} locale={props.locale} />
    </div>
  )
}

/** Several boxes or radios under one legend; `chosen` holds the values that are on. */
export function Choices(
  props: Omit<Common, 'value'> & {
    kind: 'checkbox' | 'radio'
    chosen: readonly string[]
    options: readonly { value: string; label: Child; hint?: Child }[]
  },
) {
  const { ids, error } = stateOf(props)
  return (
    <fieldset class="field" aria-describedby={describedBy(props, error, ids)}>
      <legend>{props.label}</legend>
      {props.hint && (
        <p class="hint" id={ids.hint}>
          {props.hint}
        </p>
      )}
      {props.options.map((option) => (
        <label class="choice">
          <input
            type={props.kind}
            name={props.name}
            value={option.value}
            checked={props.chosen.includes(option.value)}
          />
          <span>
            {option.label}
            {option.hint && <span class="hint">{option.hint}</span>}
          </span>
        </label>
      ))}
      <FieldError error={error} id={ids.error} locale={props.locale} />
    </fieldset>
  )
}

/** One box that stands for yes. */
export function Checkbox(props: {
  name: string
  label: Child
  hint?: Child
  isChecked: boolean
  value?: string
}) {
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          name={props.name}
          value={props.value ?? 'yes'}
          checked={props.isChecked}
        />
        <span>
          {props.label}
          {props.hint && <span class="hint">{props.hint}</span>}
        </span>
      </label>
    </div>
  )
}

/** The button of a form. `tone` primary: once a page. */
export function Button(props: {
  children?: Child
  tone?: 'primary' | 'plain' | 'danger' | 'quiet'
  size?: 'small'
  name?: string
  value?: string
  formaction?: string
}) {
  const classes = ['button', props.tone === 'plain' ? '' : props.tone, props.size]
  return (
    <button
      class={classes.filter(Boolean).join(' ')}
      type="submit"
      name={props.name}
      value={props.value}
      formaction={props.formaction}
    >
      {props.children}
    </button>
  )
}

/** The anti-forgery token of the console's forms (see csrf.ts). */
export function CsrfField(props: { token: string }) {
  return <input type="hidden" name="csrf" value={props.token} />
}

/** Says above a long form that something is wrong, with a link to each field. */
export function ErrorSummary(props: { form: FormState; locale: Locale }) {
  const names = Object.keys(props.form.errors)
  if (names.length === 0) return null
  return (
    <div class="flash bad" role="alert">
      <p>{say(props.locale, 'Rien n’a été enregistré. À corriger :', 'Nothing was saved. Fix:')}</p>
      <ul>
        {names.map((name) => (
          <li>
            <a href={`#f-${name}`}>{props.form.errors[name]?.[props.locale]}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

type Ids = { input: string; hint: string; error: string }

function stateOf(props: {
  name: string
  id?: string
  form?: FormState
  value?: string | undefined
}) {
  const input = props.id ?? `f-${props.name}`
  return {
    ids: { input, hint: `${input}-hint`, error: `${input}-error` },
    error: props.form?.errors[props.name],
    value: props.form?.values[props.name] ?? props.value ?? '',
  }
}

function describedBy(props: { hint?: Child }, error: Sentence | undefined, ids: Ids) {
  const parts = [props.hint ? ids.hint : '', error ? ids.error : ''].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : undefined
}

function Label(props: { label: Child; for: string; isOptional?: boolean; locale: Locale }) {
  return (
    <label for={props.for}>
      {props.label}
      {props.isOptional && (
        <span class="optional"> ({say(props.locale, 'facultatif', 'optional')})</span>
      )}
    </label>
  )
}

function FieldError(props: { error: Sentence | undefined; id: string; locale: Locale }) {
  if (!props.error) return null
  return (
    <p class="error" id={props.id}>
      {props.error[props.locale]}
    </p>
  )
}
