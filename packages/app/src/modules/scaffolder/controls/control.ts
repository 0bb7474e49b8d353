import type { Problem } from '@ameide/generator/inputs';
import { afterPress } from './after-press';

/** What every control of a description has. */
export interface Control {
  /** Place in the description, such as `aggregates[0].name`; no two controls have the same. */
  readonly path: string;
  readonly label: string;
  readonly problems: readonly Problem[];
  /** A name to focus it by, when its place can change. */
  readonly name?: string | undefined;
  /** Says what to enter, in a few words. */
  readonly hint?: string | undefined;
  /** Hides the label from the eye where a heading says it already. */
  readonly labelHidden?: boolean | undefined;
  readonly onLeave?: (() => void) | undefined;
}

/** The attributes that tie a control to its label, its hint and its problems. */
export function controlAttributes(control: Control) {
  const id = `at:${control.path}`;
  const { onLeave } = control;
  const describedBy = [
    ...(control.hint ? [`${id}:hint`] : []),
    ...(control.problems.length > 0 ? [`${id}:problems`] : []),
  ];
  return {
    id,
    'data-path': control.path,
    'data-control': control.name,
    'aria-invalid': control.problems.length > 0 || undefined,
    'aria-describedby': describedBy.join(' ') || undefined,
    onBlur: onLeave && (() => afterPress(onLeave)),
  };
}

/**
 * Moves the keyboard to the control at a path, or to the nearest above it.
 *
 * @returns whether there is one.
 */
export function focusPath(path: string): boolean {
  for (let place = path; place !== ''; place = parentOf(place)) {
    const control = document.querySelector<HTMLElement>(
      `[data-path="${CSS.escape(place)}"]`,
    );
    if (control) {
      control.focus();
      control.scrollIntoView({ block: 'center' });
      return true;
    }
  }
  return false;
}

function parentOf(path: string): string {
  return path.slice(
    0,
    Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0),
  );
}
