#!/usr/bin/env node
// `bench.cjs service | rendering | verify`: the folder of src whose `run` is run.
const path = require('node:path');
require('@backstage/cli/config/nodeTransform.cjs');

const { main } = require(`../src/${process.argv[2]}/run`);

main(path.resolve(__dirname, '../..')).then(
  code => {
    process.exit(code);
  },
  error => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
