import type { Severity } from '@ameide/controls/catalogue';
import {
  ControlPackageError,
  startEvaluator,
  UnknownControlError,
  verdictOf,
} from '@ameide/controls/evaluator';
import {
  formatJson,
  formatMarkdown,
  formatSarif,
  formatText,
} from '@ameide/controls/reports';
import { readDirectory, SourceTreeError } from '@ameide/controls/source';
import path from 'node:path';
import { CommandError, EXIT, type ExitCode } from '../exit-codes';
import { resolveControlPackages } from '../control-packages';
import type { Terminal } from '../terminal';

/** Formats of a report. */
export const REPORT_FORMATS = ['text', 'json', 'sarif', 'markdown'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What `ameide verify` is called with. */
export interface VerifyCommand {
  readonly directory: string;
  readonly format: ReportFormat;
  /** Findings of this severity and worse decide the exit code. */
  readonly failOn: Severity;
  /** Ids; all controls where there are none. */
  readonly controls: readonly string[];
  /** Folder of signed waivers. */
  readonly waivers?: string;
  /** Packages of extra controls. */
  readonly packages: readonly string[];
}

/**
 * Evaluates the catalogue on a folder and prints the report.
 *
 * @returns 1 for findings, 3 when something that had to be known is not, else 0.
 * @throws CommandError when the call is wrong.
 */
export async function verifyCommand(
  command: VerifyCommand,
  terminal: Terminal,
): Promise<ExitCode> {
  if (command.waivers !== undefined) {
    throw new CommandError(
      '--waivers: signed waivers are not evaluated yet; call again without it, and every finding counts',
      EXIT.usage,
    );
  }
  const { directory, failOn } = command;
  terminal.progress(`Reading ${directory} …`);
  const tree = await readDirectory(directory).catch(error => {
    throw error instanceof SourceTreeError
      ? new CommandError(error.message, EXIT.usage)
      : error;
  });
  const packages = resolveControlPackages(command.packages, directory);
  const evaluator = await startEvaluator({ packages }).catch(error => {
    throw error instanceof ControlPackageError
      ? new CommandError(`--controls: ${error.message}`, EXIT.usage)
      : error;
  });
  try {
    const { catalogue } = evaluator;
    const evaluation = await evaluator.evaluate(tree, {
      name: path.basename(path.resolve(directory)),
      ...(command.controls.length === 0 ? {} : { controls: command.controls }),
      onProgress: ({ doing, done, all }) => {
        if (doing.startsWith('gathering'))
          terminal.progress(`${done} of ${all} controls evaluated; ${doing} …`);
      },
    });
    const { report } = evaluation;
    switch (command.format) {
      case 'json':
        terminal.out(formatJson(report));
        break;
      case 'sarif':
        terminal.out(formatSarif(report, { catalogue }));
        break;
      case 'markdown':
        terminal.out(formatMarkdown(report));
        break;
      default:
        terminal.out(formatText(report, { colour: terminal.colour }));
    }
    const { failed, unknown } = verdictOf({ ...evaluation, failOn });
    if (failed.length > 0) return EXIT.failed;
    return unknown.length > 0 ? EXIT.notEvaluated : EXIT.ok;
  } catch (error) {
    if (!(error instanceof UnknownControlError)) throw error;
    throw new CommandError(`--control: ${error.message}`, EXIT.usage);
  } finally {
    await evaluator.close();
  }
}
