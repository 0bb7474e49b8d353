import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown in the list of actions; each runs as a test. */
export const verifyControllerExamples: TemplateExample[] = [
  {
    description: 'Hold the whole workspace to the controls',
    example: stringify({
      steps: [
        {
          id: 'verify',
          name: 'Verify',
          action: 'ameide:controller:verify',
          input: {},
        },
      ],
    }),
  },
  {
    description: 'Hold a folder of the workspace to the controls',
    example: stringify({
      steps: [
        {
          id: 'verify',
          name: 'Verify',
          action: 'ameide:controller:verify',
          input: { sourcePath: 'order-intake' },
        },
      ],
    }),
  },
];
