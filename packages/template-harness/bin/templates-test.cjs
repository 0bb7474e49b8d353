#!/usr/bin/env node
const path = require('node:path');
require('@backstage/cli/config/nodeTransform.cjs');
const { main } = require('../src/main');

main(path.resolve(__dirname, '../../..')).then(
  code => {
    process.exitCode = code;
  },
  error => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  },
);
