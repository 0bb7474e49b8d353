import { SEVERITIES, type Severity } from '@ameide/controls/catalogue';
import { Command, CommanderError, Option } from 'commander';
import { generateCommand } from './commands/generate';
import { buildReleases, updateAllLockfiles } from './commands/releases';
import {
  REPORT_FORMATS,
  verifyCommand,
  type ReportFormat,
} from './commands/verify';
import { CommandError, EXIT, type ExitCode } from './exit-codes';
import { repositoryRoot } from './repository-root';
import { processTerminal } from './terminal';

/** What the command that ran has come to. */
let exitCode: ExitCode = EXIT.ok;

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

const collect = (value: string, before: readonly string[]) => [
  ...before,
  value,
];

program
  .command('verify')
  .description('evaluate the catalogue of controls on a service')
  .argument('<dir>', 'folder of the service')
  .addOption(
    new Option('--format <format>', 'how the report is written')
      .choices(REPORT_FORMATS)
      .default('text'),
  )
  .addOption(
    new Option(
      '--fail-on <severity>',
      'least severity that counts as a failure',
    )
      .choices(SEVERITIES)
      .default('high'),
  )
  .option('--control <id>', 'only this control; may be repeated', collect, [])
  .option('--waivers <dir>', 'folder of signed waivers (not evaluated yet)')
  .option(
    '--controls <package>',
    'package of extra controls; may be repeated',
    collect,
    [],
  )
  .action(
    async (
      directory: string,
      options: {
        format: ReportFormat;
        failOn: Severity;
        control: string[];
        controls: string[];
        waivers?: string;
      },
    ) => {
      const { control: ids, controls: packages, ...rest } = options;
      exitCode = await verifyCommand(
        { directory, ...rest, controls: ids, packages },
        processTerminal,
      );
    },
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
    return exitCode;
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
