// For tests: `node --require scripts/kill-at.cjs …` kills its own process with
// SIGKILL at a chosen moment, so that what a crash leaves can be looked at for
// every moment there is. The program knows nothing of it.
//
// AMEIDE_KILL_AT is JSON: { "sequence": [<regular expression>, …], "nth": 1,
// "when": "before" | "after" }. Each call that changes the disk or goes to SQLite
// is described in one line, such as `rename /a -> /b` or
// `sql scaffolder.sqlite COMMIT; []`. The expressions must match in this order,
// other calls may lie between; the process dies at the nth match of the last.
'use strict';

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const { sequence, nth = 1, when } = JSON.parse(process.env.AMEIDE_KILL_AT);
const awaited = sequence.map(source => new RegExp(source, 's'));
let matches = 0;

/** Whether this call is the one. */
function isMoment(description) {
  if (!awaited[0].test(description)) return false;
  if (awaited.length > 1) {
    awaited.shift();
    return false;
  }
  matches += 1;
  return matches === nth;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

/** Wraps a function of an object, synchronous or not. */
function watch(object, name, describe) {
  const original = object[name];
  object[name] = function watched(...args) {
    const moment = isMoment(describe.call(this, args));
    if (moment && when === 'before') die();
    const result = original.apply(this, args);
    if (moment) {
      if (typeof result?.then === 'function') return result.then(die, die);
      die();
    }
    return result;
  };
}

for (const name of ['mkdir', 'rename', 'rm', 'rmdir', 'unlink', 'writeFile']) {
  const describe = ([first, second]) =>
    name === 'rename' ? `rename ${first} -> ${second}` : `${name} ${first}`;
  watch(fs.promises, name, describe);
  watch(fs, `${name}Sync`, describe);
}

const load = Module._load;
let isWatchingSql = false;
Module._load = function loadWatched(request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === 'better-sqlite3' && !isWatchingSql) {
    isWatchingSql = true;
    const { prepare } = loaded.prototype;
    loaded.prototype.prepare = function prepareFirst(...args) {
      const statement = prepare.apply(this, args);
      const prototype = Object.getPrototypeOf(statement);
      for (const name of ['run', 'all', 'get']) {
        watch(prototype, name, describeStatement);
      }
      loaded.prototype.prepare = prepare;
      return statement;
    };
  }
  return loaded;
};

function describeStatement(bindings) {
  const shown = JSON.stringify(bindings, (_key, value) =>
    value?.type === 'Buffer' ? '(bytes)' : value,
  );
  return `sql ${path.basename(this.database.name)} ${this.source} ${shown}`;
}
