import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** One sabotage of a generated service, and the test that must notice it. */
export interface Mutant {
  /** `tenant-policy-removed`. */
  readonly id: string;
  /** What a careless or hostile person has done. */
  readonly title: string;
  /** Case that is sabotaged. */
  readonly caseName: string;
  /** Files below the service's folder, each with its edit; an edit that changes nothing is an error. */
  readonly edits: Readonly<Record<string, (text: string) => string>>;
  /** Matches the name of a test that must fail. */
  readonly caughtBy: RegExp;
}

/**
 * Makes a sabotaged copy of a built service. Dependencies are hard links, so
 * that a copy costs little; an edited file is a new file, so that the original
 * stays whole. Compiled output is left behind and built anew.
 *
 * @throws Error when an edit does not apply: the mutant is out of date.
 */
export function plantMutant(
  service: string,
  copy: string,
  mutant: Mutant,
): void {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const entry of readdirSync(service)) {
    if (entry === 'dist' || entry === 'tools') continue;
    if (entry === 'node_modules') {
      linkTree(path.join(service, entry), path.join(copy, entry));
    } else {
      cpSync(path.join(service, entry), path.join(copy, entry), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }
  for (const [file, edit] of Object.entries(mutant.edits)) {
    const target = path.join(copy, file);
    if (!existsSync(target)) {
      throw new Error(`mutant ${mutant.id}: there is no file ${file}`);
    }
    const before = readFileSync(target, 'utf8');
    const after = edit(before);
    if (after === before) {
      throw new Error(
        `mutant ${mutant.id}: the edit of ${file} changes nothing`,
      );
    }
    rmSync(target);
    writeFileSync(target, after);
  }
}

function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink())
      cpSync(source, target, { verbatimSymlinks: true });
    else linkSync(source, target);
  }
}
