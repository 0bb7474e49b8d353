import type { Variant } from './variant';

/** Other code that does the same. */
export const codeVariants: readonly Variant[] = [
  {
    id: 'helper-wrappers',
    title: 'helpers stand round the chain, the handlers and the database',
    caseName: 'orders',
    edits: {
      'src/platform/serve.ts': `import { type RunningService, type ServiceConfig, type ServiceOverrides, startService } from '@ameideio/ameide-sdk-ts/node';

type Definition = Parameters<typeof startService>[0];

/** Starts a definition as the platform wants it. */
export function serve(definition: Definition, config: ServiceConfig, overrides?: ServiceOverrides): Promise<RunningService> {
  return startService(definition, config, overrides);
}
`,
      'src/platform/handlers.ts': `/** Puts the handlers of several aggregates together; a name that two of them have is a mistake. */
export function together<A extends object, B extends object, C extends object>(first: A, second: B, third: C): A & B & C {
  const names = [first, second, third].flatMap(one => Object.keys(one));
  if (new Set(names).size !== names.length) throw new Error('two handlers have the same name');
  return { ...first, ...second, ...third };
}
`,
      'src/service.ts': text =>
        text
          .replace(', startService }', ' }')
          .replace(
            'import { customerHandlers }',
            "import { together } from './platform/handlers.js';\nimport { serve } from './platform/serve.js';\nimport { customerHandlers }",
          )
          .replace(
            /routes\.service\(OrdersService, \{[^}]*\}\);/,
            'routes.service(OrdersService, together(customerHandlers, orderHandlers, orderLineHandlers));',
          )
          .replace(
            'return startService(definition, config, overrides);',
            'return serve(definition, config, overrides);',
          ),
    },
  },
  {
    id: 'javascript-tools',
    title: 'tools and tests in JavaScript, old and new',
    caseName: 'orders',
    edits: {
      'tools/list-methods.mjs': `import { readFile } from 'node:fs/promises';
import { argv, stdout } from 'node:process';

const [, , file = 'proto/ameide/orders/v1/orders.proto'] = argv;
const text = await readFile(file, 'utf8');
for (const [, name] of text.matchAll(/^ {2}rpc (\\w+)/gm)) stdout.write(\`\${name}\\n\`);
`,
      'tools/sizes.cjs': `const { readdirSync, statSync } = require('node:fs');
const path = require('node:path');

for (const file of readdirSync('dist/src')) {
  console.log(file, statSync(path.join('dist/src', file)).size);
}
`,
      'test/dates.test.js': `import assert from 'node:assert/strict';
import { it } from 'node:test';

it('knows how long a day is', () => {
  assert.equal(24 * 60 * 60, 86_400);
});
`,
    },
  },
  {
    id: 'other-files',
    title:
      'an aggregate lies in a folder of another name, its store in two files',
    caseName: 'orders',
    renamed: { 'order-line/': 'line-items/' },
    edits: read => ({
      '.ameide/scaffold.json': null,
      'src/line-items/rows.ts': read('src/line-items/store.ts'),
      'src/line-items/store.ts': () => "export * from './rows.js';\n",
    }),
  },
  {
    id: 'examples-in-tests',
    title: 'tests hold words that only look like credentials',
    caseName: 'orders',
    edits: {
      'test/examples.test.ts': `import assert from 'node:assert/strict';
import { it } from 'node:test';

const login = { username: 'somebody', password: 'test', clientSecret: 'example-secret' };
const database = 'postgres://somebody:password@localhost:5432/orders';
const header = 'Bearer <token>';

it('shows how a login looks', () => {
  assert.equal(login.password.length, 4);
  assert.ok(database.endsWith('/orders'));
  assert.match(header, /^Bearer /);
});
`,
    },
  },
];
