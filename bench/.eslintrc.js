// in-service is built with the generated service, whose modules and rules it has.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  ignorePatterns: ['in-service'],
});
