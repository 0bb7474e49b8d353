#!/usr/bin/env node
const path = require('node:path');
require('@backstage/cli/config/nodeTransform.cjs');
const { main } = require('../src/rendering/run');

main(path.resolve(__dirname, '../..')).then(
  code => {
    process.exit(code);
  },
  error => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
