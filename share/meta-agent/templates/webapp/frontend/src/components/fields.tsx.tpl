<% if features.upload or features.markdown %>
import { type ReactNode, use, useId, useState } from "react";
<% else %>
import { type ReactNode, use, useId } from "react";
<% end %>
<% if features.upload %>
import { request } from "../api/client";
<% end %>
import type { Resource, Stored } from "../api/resource";
import { choice, dateTimeInput, json } from "../lib/format";
import { useCollection } from "../lib/useCollection";
import type { TitleOf } from "../lib/useTitles";
<% if features.markdown %>
import { Markdown as Formatted } from "../markdown/Markdown";
<% end %>
import { FieldErrors } from "./SubmitForm";

interface FieldProps {
  name: string;
  label: string;
  required?: boolean;
}

interface ControlProps {
  id: string;
  name: string;
  required: boolean;
  className: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

interface FrameProps extends FieldProps {
  children: (control: ControlProps) => ReactNode;
}

/** The label above a control and the error below it. */
function Frame({ name, label, required = false, children }: FrameProps) {
  const id = useId();
  const errorId = useId();
  const error = use(FieldErrors)[name];

  return (
    <div>
      <label
        htmlFor={id}
        className={`mb-1 block text-sm font-medium text-slate-700 ${
          required ? "after:ml-0.5 after:text-red-600 after:content-['*']" : ""
        }`}
      >
        {label}
      </label>
      {children({
        id,
        name,
        required,
        className: "input",
        "aria-invalid": error !== undefined,
        "aria-describedby": error && errorId,
      })}
      {error && (
        <p id={errorId} className="mt-1 text-sm text-red-700">
          {error}
        </p>
      )}
    </div>
  );
}

interface InputProps extends FieldProps {
  type?: "text" | "email" | "password" | "number" | "date" | "time" | "tel" | "url";
  step?: number | "any";
  autoComplete?: string;
  defaultValue?: string | number | null | undefined;
}

export function Input({ type = "text", step, autoComplete, defaultValue, ...field }: InputProps) {
  return (
    <Frame {...field}>
      {(control) => (
        <input
          {...control}
          type={type}
          step={step}
          autoComplete={autoComplete}
          defaultValue={defaultValue ?? ""}
        />
      )}
    </Frame>
  );
}

interface TextProps extends FieldProps {
  defaultValue?: string | null | undefined;
}

export function TextArea({ defaultValue, ...field }: TextProps) {
  return (
    <Frame {...field}>
      {(control) => <textarea {...control} rows={4} defaultValue={defaultValue ?? ""} />}
    </Frame>
  );
}

<% if features.markdown %>
/** A text with formatting, and what it will look like; what is refused is shown as it was typed. */
export function Markdown({ defaultValue, ...field }: TextProps) {
  const [text, setText] = useState(defaultValue ?? "");
  const errors = use(FieldErrors);
  const [previewed, setPreviewed] = useState<unknown>();
  const isPreview = previewed === errors;
  const name = field.label.toLowerCase();

  const button = (shown: boolean, word: string) => (
    <button
      type="button"
      className="rounded-md px-2 py-1 text-slate-500 hover:text-slate-900 aria-pressed:bg-slate-100 aria-pressed:text-slate-900"
      aria-label={`${word} ${name}`}
      aria-pressed={shown === isPreview}
      onClick={() => setPreviewed(shown ? errors : undefined)}
    >
      {word}
    </button>
  );

  return (
    <Frame {...field}>
      {(control) => (
        <>
          <div className="mb-1 flex items-center gap-1 text-xs font-medium">
            {button(false, "Write")}
            {button(true, "Preview")}
            <span className="ml-auto font-normal text-slate-500">Markdown</span>
          </div>
          <textarea
            {...control}
            rows={8}
            hidden={isPreview}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {isPreview && (
            <section
              aria-label={`Preview of ${name}`}
              className="max-h-80 min-h-24 overflow-y-auto rounded-lg border border-slate-200 px-3 py-2 text-sm"
            >
              {text.trim() ? <Formatted text={text} /> : <p className="text-slate-500">Nothing to preview.</p>}
            </section>
          )}
        </>
      )}
    </Frame>
  );
}

<% end %>
/** Takes a moment in UTC; people see and type it in their own time zone. */
export function DateTime({ defaultValue, ...field }: TextProps) {
  return (
    <Frame {...field}>
      {(control) => (
        <input {...control} type="datetime-local" defaultValue={dateTimeInput(defaultValue)} />
      )}
    </Frame>
  );
}

<% if features.upload %>
interface UploadProps extends TextProps {
  image?: boolean;
}

/** A file from this device, or the address of one elsewhere. */
export function Upload({ image = false, defaultValue, ...field }: UploadProps) {
  const [address, setAddress] = useState(defaultValue ?? "");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const name = field.label.toLowerCase();

  async function upload(file: File | undefined) {
    if (!file) return;
    setBusy(true);
    setError(undefined);
    await request<{ url: string }>("POST", "/app/files", file, "application/octet-stream").then(
      ({ url }) => setAddress(url),
      setError,
    );
    setBusy(false);
  }

  return (
    <div>
      <Frame {...field}>
        {(control) => (
          <div className="flex gap-2">
            <input
              {...control}
              inputMode="url"
              placeholder="https://…"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
            <label className="button-secondary cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-accent-600">
              {busy ? "Uploading…" : "Upload"}
              <input
                type="file"
                className="sr-only"
                aria-label={`Upload ${name}`}
                accept={image ? "image/png,image/jpeg,image/gif,image/webp" : "image/*,.pdf"}
                disabled={busy}
                onChange={(event) => {
                  void upload(event.target.files?.[0]);
                  event.target.value = "";
                }}
              />
            </label>
          </div>
        )}
      </Frame>
      {error && (
        <p role="alert" className="mt-1 text-sm text-red-700">
          {error.message}
        </p>
      )}
      {image && address && (
        <img src={address} alt={`Preview of ${name}`} className="mt-2 max-h-40 rounded-lg" />
      )}
    </div>
  );
}

<% end %>
interface JsonProps extends FieldProps {
  defaultValue?: unknown;
}

export function Json({ defaultValue, ...field }: JsonProps) {
  return <TextArea {...field} defaultValue={json(defaultValue)} />;
}

interface CheckboxProps {
  name: string;
  label: string;
  defaultChecked?: boolean | undefined;
}

export function Checkbox({ name, label, defaultChecked = false }: CheckboxProps) {
  return (
    <label className="flex items-center gap-2 text-sm font-medium text-slate-700">
      <input
        type="checkbox"
        name={name}
        defaultChecked={defaultChecked}
        className="size-4 accent-accent-600"
      />
      {label}
    </label>
  );
}

interface SelectProps extends FieldProps {
  choices: readonly string[];
  defaultValue?: string | null | undefined;
}

export function Select({ choices, defaultValue, ...field }: SelectProps) {
  return (
    <Frame {...field}>
      {(control) => (
        <select {...control} defaultValue={defaultValue ?? ""}>
          <option value="">{field.required ? "Choose…" : "None"}</option>
          {choices.map((value) => (
            <option key={value} value={value}>
              {choice(value)}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

interface ReferenceProps<Item extends Stored> extends FieldProps {
  resource: Resource<Item>;
  titleOf: TitleOf<Item>;
  defaultValue?: number | null | undefined;
<% if paired %>
  /** Which of them can be picked; nothing as long as that is not known. */
  offers?: ((item: Item) => boolean) | undefined;
<% end %>
}

<% if paired %>
function all(): boolean {
  return true;
}

/** Picks a record of another kind. */
export function Reference<Item extends Stored>(props: ReferenceProps<Item>) {
  const { resource, titleOf, defaultValue, ...field } = props;
  const offers = "offers" in field ? field.offers : all;
  const { items: found, error } = useCollection(resource);
  const items = offers && found?.filter(offers);
<% else %>
/** Picks a record of another kind. */
export function Reference<Item extends Stored>(props: ReferenceProps<Item>) {
  const { resource, titleOf, defaultValue, ...field } = props;
  const { items, error } = useCollection(resource);
<% end %>
  const placeholder = field.required ? "Choose…" : "None";

  return (
    <Frame {...field}>
      {(control) => (
        <select {...control} key={items ? "loaded" : "loading"} defaultValue={defaultValue ?? ""}>
          <option value="">{error ? error.message : items ? placeholder : "Loading…"}</option>
          {items?.map((item) => (
            <option key={item.id} value={item.id}>
              {titleOf(item) || `#${item.id}`}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}
<% if paired %>

interface FreeReferenceProps<Item extends Stored, Taker extends Stored> extends ReferenceProps<Item> {
  takers: Resource<Taker>;
  /** What another record has taken. */
  takenBy: (taker: Taker) => number | null;
}

/** Picks a record of another kind that no other record has. */
export function FreeReference<Item extends Stored, Taker extends Stored>(
  props: FreeReferenceProps<Item, Taker>,
) {
  const { takers, takenBy, ...field } = props;
  const { items } = useCollection(takers);
  const taken = items && new Set(items.map(takenBy));
  const offers = taken && ((item: Item) => !taken.has(item.id));
  return <Reference {...field} offers={offers} />;
}
<% end %>
<% if joined %>

interface ReferencesProps<Item extends Stored> {
  name: string;
  label: string;
  resource: Resource<Item>;
  titleOf: TitleOf<Item>;
  defaultValue?: readonly number[] | undefined;
}

/** Picks any number of records of another kind. */
export function References<Item extends Stored>(props: ReferencesProps<Item>) {
  const { name, label, resource, titleOf, defaultValue = [] } = props;
  const { items, error } = useCollection(resource);
  const problem = use(FieldErrors)[name] ?? error?.message;

  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium text-slate-700">{label}</legend>
      <div
        key={items ? "loaded" : "loading"}
        className="max-h-40 space-y-1.5 overflow-y-auto rounded-lg border border-slate-300 bg-white px-3 py-2"
      >
        {items?.map((item) => (
          <label key={item.id} className="flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              name={name}
              value={item.id}
              defaultChecked={defaultValue.includes(item.id)}
              className="size-4 accent-accent-600"
            />
            {titleOf(item) || `#${item.id}`}
          </label>
        ))}
        {items?.length === 0 && <p className="text-sm text-slate-500">There are none yet.</p>}
        {!items && !problem && <p className="text-sm text-slate-500">Loading…</p>}
      </div>
      {problem && <p className="mt-1 text-sm text-red-700">{problem}</p>}
    </fieldset>
  );
}
<% end %>
<% if features.tags %>

interface TagsProps extends FieldProps {
  defaultValue?: readonly string[] | undefined;
}

export function Tags({ defaultValue = [], ...field }: TagsProps) {
  return (
    <Frame {...field}>
      {(control) => (
        <input {...control} placeholder="red, green, blue" defaultValue={defaultValue.join(", ")} />
      )}
    </Frame>
  );
}
<% end %>
<% if features.ratings %>

interface StarsProps extends FieldProps {
  defaultValue?: number | null | undefined;
}

export function Stars({ defaultValue, ...field }: StarsProps) {
  return (
    <Frame {...field}>
      {(control) => (
        <select {...control} defaultValue={defaultValue ?? ""}>
          <option value="">{field.required ? "Choose…" : "Not rated"}</option>
          {[5, 4, 3, 2, 1].map((stars) => (
            <option key={stars} value={stars}>
              {"★".repeat(stars)}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}
<% end %>
