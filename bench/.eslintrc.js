module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // Built with the generated service, whose modules and rules it has.
  ignorePatterns: ['in-service'],
  overrides: [
    {
      // Starts the portal as the end-to-end tests do, by their code.
      files: ['load/**'],
      rules: { '@backstage/no-relative-monorepo-imports': 'off' },
    },
  ],
});
