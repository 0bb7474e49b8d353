import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { formatText } from '@ameide/controls/reports';
import { readFolder } from '../repositories/read-folder';
import type { Verifier } from '../verification/verifier';
import { withPlainErrors } from './plain-errors';
import { verifyControllerExamples } from './verify-controller.examples';
import { workspaceFolder } from './workspace-folder';

/**
 * `ameide:controller:verify`: evaluates the catalogue of controls on a folder of
 * the workspace, and fails the run when a control of severity high or worse does
 * not hold. It changes nothing.
 */
export function createVerifyControllerAction(parts: {
  readonly verifier: Verifier;
}) {
  return createTemplateAction({
    id: 'ameide:controller:verify',
    description:
      'Evaluates the catalogue of security controls on a controller; a run with a control that does not hold ends here.',
    supportsDryRun: true,
    examples: verifyControllerExamples,
    schema: {
      input: {
        sourcePath: z =>
          z
            .string()
            .describe(
              'Folder below the workspace; the workspace itself if not given.',
            )
            .optional(),
      },
      output: {
        treeDigest: z => z.string().describe('Digest of what was evaluated.'),
        pass: z => z.number().describe('Controls that hold.'),
        notApplicable: z =>
          z.number().describe('Controls that do not apply to the controller.'),
        notEvaluated: z =>
          z.number().describe('Controls that cannot be evaluated yet.'),
      },
    },
    handler: ctx =>
      withPlainErrors(async () => {
        const { sourcePath = '.' } = ctx.input;
        const files = await readFolder(
          await workspaceFolder(ctx.workspacePath, sourcePath),
        );
        const report = await parts.verifier.verify(files, ctx.signal);
        for (const line of formatText(report, { colour: false }).split('\n')) {
          if (line !== '') ctx.logger.info(line);
        }
        ctx.output('treeDigest', report.subject.digest);
        ctx.output('pass', report.summary.pass);
        ctx.output('notApplicable', report.summary.notApplicable);
        ctx.output('notEvaluated', report.summary.notEvaluated);
      }),
  });
}
