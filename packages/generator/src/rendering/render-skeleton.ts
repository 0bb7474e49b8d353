import Handlebars from 'handlebars';
import type { SkeletonFile } from '../release/release';
import type { GeneratedFile } from '../tree/generated-tree';
import { HANDLEBARS_HELPERS, type Helper } from './handlebars-helpers';
import { outputPaths, type PathValues } from './output-paths';

/** A skeleton and what it is rendered with. */
export interface RenderInput {
  readonly skeleton: readonly SkeletonFile[];
  readonly partials: ReadonlyMap<string, string>;
  /** What the templates see. */
  readonly context: object;
  /** What `aggregate` is in a file that is repeated for each aggregate. */
  readonly aggregates: readonly object[];
  readonly paths: PathValues;
}

const COMPILE_OPTIONS = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(
    Object.keys(HANDLEBARS_HELPERS).map(name => [name, true]),
  ),
};

/**
 * Renders every `.hbs` file and copies the others, in one pass: what was rendered
 * is never looked at as a template. A rendered file of nothing but white space
 * is left out.
 *
 * @throws Error that names the file of the skeleton.
 */
export function renderSkeleton(input: RenderInput): Map<string, GeneratedFile> {
  const environment = Handlebars.create();
  environment.unregisterHelper('log');
  for (const [name, helper] of Object.entries(HANDLEBARS_HELPERS)) {
    environment.registerHelper(name, orProperty(name, helper));
  }
  for (const [name, text] of input.partials) {
    registerPartial(environment, name, text);
  }
  const files = new Map<string, GeneratedFile>();
  for (const file of input.skeleton) {
    try {
      renderFile(environment, file, input, files);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`skeleton/${file.path}: ${reason}`, { cause: error });
    }
  }
  return files;
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

function renderFile(
  environment: typeof Handlebars,
  file: SkeletonFile,
  input: RenderInput,
  files: Map<string, GeneratedFile>,
) {
  const isTemplate = file.path.endsWith('.hbs');
  const template = isTemplate
    ? environment.compile(
        Buffer.from(file.content).toString('utf8'),
        COMPILE_OPTIONS,
      )
    : undefined;
  for (const { path, aggregate } of outputPaths(file.path, input.paths)) {
    let { content } = file;
    if (template !== undefined) {
      const text = template(
        aggregate === undefined
          ? input.context
          : { ...input.context, aggregate: input.aggregates[aggregate] },
      );
      if (text.trim() === '') continue;
      content = Buffer.from(text);
    }
    if (files.has(path)) throw new Error(`${path} is written twice`);
    files.set(path, { content, executable: file.executable });
  }
}
