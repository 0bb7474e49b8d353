import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** One input that a template is tested with. */
export interface TemplateCase {
  /** `domain-controller`. */
  readonly template: string;
  /** `orders`: the file's name without its ending. */
  readonly name: string;
  readonly values: unknown;
}

/** Every case of every template of the repository, in the order of their names. */
export function discoverCases(repositoryRoot: string): TemplateCase[] {
  const templates = path.join(repositoryRoot, 'templates');
  return readdirSync(templates, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(entry => {
      const folder = path.join(templates, entry.name, 'cases');
      return readdirSync(folder)
        .filter(file => file.endsWith('.yaml'))
        .sort()
        .map(file => ({
          template: entry.name,
          name: path.basename(file, '.yaml'),
          values: parse(readFileSync(path.join(folder, file), 'utf8')),
        }));
    });
}
