import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown in the list of actions; each runs as a test. */
export const publishLocalExamples: TemplateExample[] = [
  {
    description: 'Publish what was generated, and register it in the catalog',
    example: stringify({
      steps: [
        {
          id: 'publish',
          name: 'Publish',
          action: 'ameide:git:publish-local',
          input: { name: 'orders' },
        },
      ],
    }),
  },
  {
    description: 'Publish one folder of the workspace under a message',
    example: stringify({
      steps: [
        {
          id: 'publish',
          name: 'Publish',
          action: 'ameide:git:publish-local',
          input: {
            name: 'order-intake',
            sourcePath: 'order-intake',
            message: 'Begin order intake',
          },
        },
      ],
    }),
  },
];
