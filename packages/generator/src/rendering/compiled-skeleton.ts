import Handlebars from 'handlebars';
import type { TemplateRelease } from '../release/release';
import { HANDLEBARS_HELPERS, type Helper } from './handlebars-helpers';

/** The parts of a release that are templates. */
export type Skeleton = Pick<TemplateRelease, 'skeleton' | 'partials'>;

/** Templates of a skeleton, by the path of their file; files that are only copied have none. */
export type CompiledSkeleton = ReadonlyMap<string, Handlebars.TemplateDelegate>;

const COMPILE_OPTIONS = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(
    Object.keys(HANDLEBARS_HELPERS).map(name => [name, true]),
  ),
};

// Compiling takes longer than rendering and depends on the release alone.
const COMPILED = new WeakMap<
  Skeleton['skeleton'],
  { readonly partials: Skeleton['partials']; templates: CompiledSkeleton }
>();

/**
 * The templates of a skeleton, compiled once for as long as its release lives.
 *
 * @throws Error that names the partial which cannot be read.
 */
export function compiledSkeleton({
  skeleton,
  partials,
}: Skeleton): CompiledSkeleton {
  const known = COMPILED.get(skeleton);
  if (known?.partials === partials) return known.templates;
  const environment = Handlebars.create();
  environment.unregisterHelper('log');
  for (const [name, helper] of Object.entries(HANDLEBARS_HELPERS)) {
    environment.registerHelper(name, orProperty(name, helper));
  }
  for (const [name, text] of partials) {
    registerPartial(environment, name, text);
  }
  const templates = new Map(
    skeleton
      .filter(file => file.path.endsWith('.hbs'))
      .map(file => [
        file.path,
        environment.compile(
          Buffer.from(file.content).toString('utf8'),
          COMPILE_OPTIONS,
        ),
      ]),
  );
  COMPILED.set(skeleton, { partials, templates });
  return templates;
}

function registerPartial(
  environment: typeof Handlebars,
  name: string,
  text: string,
) {
  try {
    // Parsed here, so that a mistake names this file and not the one that uses it.
    const parsed = environment.parse(text);
    environment.registerPartial(
      name,
      environment.compile(parsed, COMPILE_OPTIONS),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`partials/${name}.hbs: ${reason}`, { cause: error });
  }
}

/**
 * Handlebars takes `{{snake}}` for a call where a helper has that name. Without
 * a value the property of the context is meant.
 */
function orProperty(name: string, helper: Helper): Handlebars.HelperDelegate {
  return function helperOrProperty(this: object, ...given: unknown[]) {
    if (given.length > 1) return helper(...given);
    const property = Object.getOwnPropertyDescriptor(this, name);
    if (property === undefined) {
      throw new Error(
        `"${name}" not defined, and as a helper it needs a value`,
      );
    }
    return property.value;
  };
}
