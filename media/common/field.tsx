import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

export interface FieldProps {
  readonly id: string;
  readonly label: string;
  /** How the API spells it, as a quiet suffix. */
  readonly wireName?: string;
  /** A sentence: the label's tooltip, and read out with the field. See `descriptionId`. */
  readonly description?: string;
  readonly problem?: string | undefined;
  readonly children: ComponentChildren;
}

export const descriptionId = (id: string) => `${id}-description`;
export const problemId = (id: string) => `${id}-problem`;

/** A control with its label above and its problem below. The control itself sets `aria-describedby`. */
export function Field({ id, label, wireName, description, problem, children }: FieldProps) {
  return (
    <div class="field">
      <label for={id} title={description}>
        {label}
        {wireName !== undefined && <WireName name={wireName} />}
      </label>
      {children}
      {(wireName !== undefined || description !== undefined) && (
        <span id={descriptionId(id)} hidden>
          {[wireName, description].filter((part) => part !== undefined).join(': ')}
        </span>
      )}
      <Problem id={problemId(id)} message={problem} />
    </div>
  );
}

/** For the eyes: in a name that is read out it would run into the label. It is part of the description instead. */
export function WireName({ name }: { readonly name: string }) {
  return (
    <span class="wire-name" aria-hidden="true">
      {name}
    </span>
  );
}

/** What is wrong with the control above: an icon and a sentence, so never colour alone. */
export function Problem({ id, message }: { readonly id: string; readonly message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <p id={id} class="problem">
      <Icon name="error" />
      <span>{message}</span>
    </p>
  );
}
