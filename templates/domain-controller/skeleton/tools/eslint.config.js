import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TEST_CALLS = ['after', 'afterEach', 'before', 'beforeEach', 'describe', 'it', 'test'];

/** Ways round what the SDK guards: the tenant's database, the service chain and the gateway. */
const GUARDED = {
  paths: ['pg', 'http', 'https', 'http2', 'net', 'node:http', 'node:https', 'node:http2', 'node:net', 'undici'].map(name => ({
    name,
    message: 'Use the SDK: call.db and call.change for the database, startService to serve, call.client to call.',
  })),
};

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'src/gen', 'tools'] },
  { linterOptions: { noInlineConfig: true } },
  eslint.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: process.cwd() } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: TEST_CALLS }] },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    // The dispatcher answers its own health checks; it serves nothing else.
    ignores: ['src/dispatch.ts', 'src/dispatcher-health.ts'],
    rules: {
      'no-restricted-imports': ['error', GUARDED],
      'no-restricted-globals': ['error', 'fetch', 'WebSocket', 'XMLHttpRequest'],
    },
  },
);
