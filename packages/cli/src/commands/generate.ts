import { formatProblems, generate, parseInput } from '@ameide/generator';
import { loadRelease, writeTree, WriteTreeError } from '@ameide/generator/node';
import path from 'node:path';
import { CommandError, EXIT } from '../exit-codes';
import type { Terminal } from '../terminal';
import { readValuesFile } from '../values-file';

/** What `ameide generate` is called with. */
export interface GenerateCommand {
  readonly template: string;
  /** YAML or JSON file. */
  readonly values: string;
  /** Folder that the service is written to. */
  readonly out: string;
  readonly repositoryRoot: string;
}

/** Generates a service into a new folder. */
export async function generateCommand(
  command: GenerateCommand,
  terminal: Terminal,
): Promise<void> {
  const { template, out } = command;
  const parsed = parseInput(template, await readValuesFile(command.values));
  if (!parsed.ok)
    throw new CommandError(
      formatProblems(template, parsed.problems),
      EXIT.usage,
    );

  const release = await loadRelease({
    repositoryRoot: command.repositoryRoot,
    template,
  });
  terminal.progress(
    `Rendering ${template} ${release.version} (${release.digest}) …`,
  );
  const tree = generate({ release, input: parsed.input });
  terminal.progress(`Writing ${tree.files.size} files …`);
  const written = await writeTree(tree, out).catch(error => {
    if (!(error instanceof WriteTreeError)) throw error;
    const wrongCall = error.code === 'TAKEN';
    throw new CommandError(error.message, wrongCall ? EXIT.usage : EXIT.failed);
  });

  for (const line of tree.summary) terminal.out(line);
  const shown = path.relative(process.cwd(), written.directory) || '.';
  terminal.out('');
  terminal.out(`Written to ${shown}. Next:`);
  terminal.out(`  cd ${quoteForShell(shown)}`);
  terminal.out(
    '  npm ci && npm test     installs, then proves the isolation against a real PostgreSQL',
  );
  terminal.out(
    '  npm start              serves on this machine and prints a token and a call to try',
  );
}

function quoteForShell(text: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}
