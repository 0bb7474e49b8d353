import { z } from 'zod';
import { controlMetadataSchema } from '../catalogue/control-metadata';
import { SEVERITIES } from '../catalogue/vocabulary';
import type { Control } from '../control/control';

/** What a module of a package of controls exports, one or both. */
const exportsSchema = z
  .object({
    controls: z
      .array(
        controlMetadataSchema.extend({
          needs: z.array(z.string()),
          evaluate: z.custom<Control['evaluate']>(
            value => typeof value === 'function',
            'must be a function',
          ),
        }),
      )
      .optional(),
    severities: z.record(z.string(), z.enum(SEVERITIES)).optional(),
  })
  .refine(
    ({ controls, severities }) => (controls ?? severities) !== undefined,
    'exports neither controls nor severities',
  );

/** A module of a package of controls. */
export interface ControlsModule {
  /** Where it lies, for messages. */
  readonly file: string;
  readonly exported: unknown;
}

/** A package of controls cannot be used; the message says which and why. */
export class ControlPackageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ControlPackageError';
  }
}

/**
 * The catalogue with the controls and severities of packages. A package changes no
 * control of the catalogue but its severity.
 *
 * @throws ControlPackageError
 */
export function extendedCatalogue(
  catalogue: readonly Control[],
  modules: readonly ControlsModule[],
): readonly Control[] {
  const controls = new Map(catalogue.map(control => [control.id, control]));
  const parsed = modules.map(({ file, exported }) => {
    const { data, error } = exportsSchema.safeParse(exported);
    if (data !== undefined) return { file, ...data };
    const problems = error.issues.map(({ path, message }) =>
      [...path, message].join(' '),
    );
    throw new ControlPackageError(`${file}: ${problems.join('; ')}.`);
  });
  for (const { file, controls: extra = [] } of parsed) {
    for (const control of extra) {
      if (controls.has(control.id)) {
        throw new ControlPackageError(
          `${file}: there is a control ${control.id} already.`,
        );
      }
      controls.set(control.id, control as Control);
    }
  }
  for (const { file, severities = {} } of parsed) {
    for (const [id, severity] of Object.entries(severities)) {
      const control = controls.get(id);
      if (control === undefined) {
        throw new ControlPackageError(
          `${file}: there is no control ${id} to give a severity.`,
        );
      }
      controls.set(id, { ...control, severity });
    }
  }
  return [...controls.values()];
}
