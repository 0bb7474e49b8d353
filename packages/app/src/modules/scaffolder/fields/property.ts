import type { JsonObject, JsonValue } from '@backstage/types';
import type { Problem } from '@ameide/generator/inputs';

/** What the drawing of one property of a description gets. */
export interface PropertyProps {
  readonly property: string;
  readonly title: string;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** Problems of the property that are to be shown now. */
  readonly problems: readonly Problem[];
  /** Problems from now on are shown. */
  readonly onLeave: () => void;
  /** The whole description as far as it is filled in. */
  readonly formData: JsonObject;
  /** Another object for each time that the form was refused. */
  readonly refusal: object | undefined;
}
