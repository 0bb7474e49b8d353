import type Handlebars from 'handlebars';
import type { SkeletonFile } from '../release/release';
import type { GeneratedFile } from '../tree/generated-tree';
import { compiledSkeleton, type Skeleton } from './compiled-skeleton';
import { outputPaths, type PathValues } from './output-paths';

/** A skeleton and what it is rendered with. */
export interface RenderInput extends Skeleton {
  /** What the templates see. */
  readonly context: object;
  /** What `aggregate` is in a file that is repeated for each aggregate. */
  readonly aggregates: readonly object[];
  readonly paths: PathValues;
}

/**
 * Renders every `.hbs` file and copies the others, in one pass: what was rendered
 * is never looked at as a template. A rendered file of nothing but white space
 * is left out.
 *
 * @throws Error that names the file of the skeleton.
 */
export function renderSkeleton(input: RenderInput): Map<string, GeneratedFile> {
  const templates = compiledSkeleton(input);
  const files = new Map<string, GeneratedFile>();
  for (const file of input.skeleton) {
    try {
      renderFile(file, templates.get(file.path), input, files);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`skeleton/${file.path}: ${reason}`, { cause: error });
    }
  }
  return files;
}

function renderFile(
  file: SkeletonFile,
  template: Handlebars.TemplateDelegate | undefined,
  input: RenderInput,
  files: Map<string, GeneratedFile>,
) {
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
