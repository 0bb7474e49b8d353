import { Command, CommanderError } from 'commander';
import { generateCommand } from './commands/generate';
import { buildReleases, updateAllLockfiles } from './commands/releases';
import { CommandError, EXIT } from './exit-codes';
import { repositoryRoot } from './repository-root';
import { processTerminal } from './terminal';

const program = new Command('ameide')
  .description('Secure-by-template factory for the Ameide platform')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

program
  .command('generate')
  .description('generate a service from a template')
  .argument('<template>', 'template, for example domain-controller')
  .requiredOption(
    '--values <file>',
    'YAML or JSON file that describes the service',
  )
  .requiredOption('--out <dir>', 'new folder for the service')
  .action((template: string, options: { values: string; out: string }) =>
    generateCommand(
      { template, ...options, repositoryRoot: repositoryRoot() },
      processTerminal,
    ),
  );

const releases = program
  .command('releases')
  .description('releases of the templates');
releases
  .command('build')
  .description('build what has changed into .ameide/releases')
  .action(() => buildReleases(repositoryRoot(), processTerminal));
releases
  .command('update-lockfiles')
  .description('let npm bring the lockfiles of the skeletons up to date')
  .action(() => updateAllLockfiles(repositoryRoot(), processTerminal));

async function main(): Promise<number> {
  try {
    await program.parseAsync(process.argv);
    return EXIT.ok;
  } catch (error) {
    // Commander has written its message already; 0 is --help.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof CommandError) {
      process.stderr.write(`${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n`,
    );
    if (process.env.AMEIDE_DEBUG && error instanceof Error)
      process.stderr.write(`${error.stack}\n`);
    return EXIT.failed;
  }
}

void main().then(code => {
  process.exitCode = code;
});
