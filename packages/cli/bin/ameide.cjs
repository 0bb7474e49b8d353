#!/usr/bin/env node
// Runs the command line from its TypeScript sources in the repository, and from
// the build where there are no sources.
'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  process.stderr.write(
    `ameide needs Node 22.15 or later, this is ${process.versions.node}\n`,
  );
  process.exit(2);
}

const source = path.join(__dirname, '..', 'src', 'index.ts');
if (existsSync(source)) {
  require('@backstage/cli/config/nodeTransform.cjs');
  require(source);
} else {
  require('../dist/index.cjs.js');
}
