import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown in the list of actions; each runs as a test. */
export const generateControllerExamples: TemplateExample[] = [
  {
    description: 'The smallest domain controller',
    example: stringify({
      steps: [
        {
          id: 'generate',
          name: 'Generate',
          action: 'ameide:controller:generate',
          input: {
            template: 'domain-controller',
            values: {
              service: 'notes',
              owner: 'group:default/platform',
              system: 'ameide',
              description: 'Keeps notes.',
              aggregates: [
                {
                  name: 'Note',
                  fields: [{ name: 'title', type: 'string', required: true }],
                },
              ],
            },
          },
        },
      ],
    }),
  },
  {
    description: 'A domain with a reference, an enum and money',
    example: stringify({
      steps: [
        {
          id: 'generate',
          name: 'Generate',
          action: 'ameide:controller:generate',
          input: {
            template: 'domain-controller',
            targetPath: 'invoices',
            values: {
              service: 'invoices',
              owner: 'group:default/platform',
              system: 'commerce',
              description: 'Keeps invoices and who owes them.',
              aggregates: [
                {
                  name: 'Debtor',
                  fields: [
                    {
                      name: 'fullName',
                      type: 'string',
                      required: true,
                      classification: 'personal',
                    },
                  ],
                },
                {
                  name: 'Invoice',
                  fields: [
                    {
                      name: 'debtor',
                      type: 'reference',
                      target: 'Debtor',
                      required: true,
                    },
                    { name: 'total', type: 'money', required: true },
                    {
                      name: 'status',
                      type: 'enum',
                      values: ['OPEN', 'PAID'],
                      required: true,
                    },
                  ],
                },
              ],
            },
          },
        },
      ],
    }),
  },
];
