import type { Mutant } from './mutant';

const handlers = 'src/customer/handlers.ts';

/** Ways in which a model gets into a deterministic controller. */
export const detMutants: readonly Mutant[] = [
  {
    id: 'model-behind-a-helper',
    title: 'a helper in another folder passes a model on',
    caseName: 'orders',
    edits: {
      'src/texts/summary.ts':
        "import Anything from 'openai';\n\nexport const summarise = (text: string) => new Anything().chat.completions.create({ model: 'm', messages: [{ role: 'user', content: text }] });\n",
      'src/texts/index.ts': "export * from './summary.js';\n",
      [handlers]: text =>
        `import { summarise } from '../texts/index.js';\n${text.replace(
          "throw notFound('customer', id);\n    }\n",
          "throw notFound('customer', id);\n    }\n    void summarise(row.name);\n",
        )}`,
    },
    caughtBy: { control: 'DET-01' },
  },
  {
    id: 'model-loaded-late',
    title: 'a model is loaded when it is needed',
    caseName: 'orders',
    edits: {
      [handlers]: text =>
        text.replace(
          "throw notFound('customer', id);\n    }\n",
          "throw notFound('customer', id);\n    }\n    const { generateText } = await import(`${'a'}i`);\n    void generateText;\n",
        ),
    },
    caughtBy: { control: 'DET-01' },
  },
  {
    id: 'model-installed',
    title: 'a client of a model is installed under another name',
    caseName: 'orders',
    edits: {
      'package.json': text =>
        text.replace(
          '"@bufbuild/protobuf":',
          '"text-helper": "npm:@anthropic-ai/sdk@^0.60.0",\n    "@bufbuild/protobuf":',
        ),
    },
    caughtBy: { control: 'DET-01' },
  },
  {
    id: 'model-in-the-tests-that-is-not',
    title:
      'a model lies among the tests, and the service imports it from there',
    caseName: 'orders',
    edits: {
      'test/support/answers.ts':
        "import { Mistral } from '@mistralai/mistralai';\nexport const answers = new Mistral();\n",
      [handlers]: text =>
        `import { answers } from '../../test/support/answers.js';\nvoid answers;\n${text}`,
    },
    caughtBy: { control: 'DET-01' },
  },
  {
    id: 'model-without-a-package',
    title: 'a model is reached by its address alone',
    caseName: 'orders',
    edits: {
      'src/texts.ts':
        "const host = ['api', 'anthropic', 'com'].join('.');\nexport const place = 'https://' + host + '/v1/messages';\n",
    },
    caughtBy: { control: 'DET-02' },
  },
  {
    id: 'key-of-a-model',
    title: 'the deployment gives the service a key of a model',
    caseName: 'orders',
    edits: {
      'deploy/base/service-deployment.yaml': text =>
        text.replace(
          /(\n +)env:\n/,
          '$1env:$1  - name: AZURE_OPENAI_API_KEY$1    valueFrom: { secretKeyRef: { name: orders-extra, key: key } }\n',
        ),
    },
    caughtBy: { control: 'DET-02' },
  },
];
