module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // Part of tests and never built, which the rules know by the ending .test.ts alone.
      files: ['src/testing/**'],
      rules: {
        '@backstage/no-undeclared-imports': 'off',
        'no-restricted-syntax': 'off',
        'jest/no-conditional-expect': 'off',
        'jest/no-export': 'off',
      },
    },
  ],
});
