// The path of an agent: HTTP alone.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import git from 'isomorphic-git';
import { ameide } from './command-line.mjs';
import { orders, wrongOrders } from './descriptions.mjs';
import { portal } from './running-portal.mjs';
import {
  call,
  entity,
  eventually,
  runTemplate,
  signInWithTemplate,
} from './scaffolder-api.mjs';

const { url, repositories, state, workspaces } = portal;
let token;

before(async () => {
  token = await signInWithTemplate(url);
});

/** Everything that a run could leave behind, by name. */
async function traces(name) {
  const folders = await readdir(repositories).catch(() => []);
  const { body } = await call(url, token, 'catalog/locations');
  const found = [];
  if (await entity(url, token, 'component', name)) found.push('component');
  if (await entity(url, token, 'api', name)) found.push('api');
  found.push(...folders.filter(folder => folder.includes(name)));
  found.push(
    ...body
      .map(({ data }) => data.target)
      .filter(target => target.includes(`/${name}/`)),
  );
  // Workspaces of tasks are removed with the task.
  found.push(...(await readdir(workspaces)));
  return found;
}

/** Runs the template with a wrong description; it must say so and leave nothing. */
async function isRefused(name, values) {
  const result = await runTemplate(url, token, values);
  assert.equal(result.status, 'failed');
  assert.ok(
    result.log.some(line =>
      line.includes('The input of domain-controller is not valid'),
    ),
    result.log.join('\n'),
  );
  assert.deepEqual(await traces(name), []);
}

describe('a described domain', () => {
  const name = 'api-orders';
  let result;

  before(async () => {
    result = await runTemplate(url, token, orders(name));
  });

  it('becomes a repository by way of a task with a log', async () => {
    assert.equal(result.status, 'completed', result.log.join('\n'));
    assert.ok(result.log.some(line => line.includes(`Generating ${name}`)));
    assert.ok(result.log.some(line => line.includes('Published')));
    assert.deepEqual(
      result.output.links.map(link => link.entityRef ?? link.url),
      [`component:default/${name}`, `/source/${name}`],
    );
    const gitdir = path.join(repositories, `${name}.git`);
    const commits = await git.log({ fs, gitdir, ref: 'main' });
    assert.equal(commits.length, 1);
  });

  it('is byte for byte what its own record says', async () => {
    const gitdir = path.join(repositories, `${name}.git`);
    const oid = await git.resolveRef({ fs, gitdir, ref: 'main' });
    const read = async filepath =>
      Buffer.from((await git.readBlob({ fs, gitdir, oid, filepath })).blob);
    const record = JSON.parse(await read('.ameide/scaffold.json'));
    const files = Object.entries(record.files);
    assert.ok(files.length > 20, `only ${files.length} files`);
    for (const [file, digest] of files) {
      const actual = createHash('sha256')
        .update(await read(file))
        .digest('hex');
      assert.equal(actual, digest.replace(/^sha256:/, ''), file);
    }
  });

  it('is in the catalog with its API', async () => {
    const component = await entity(url, token, 'component', name);
    assert.equal(component.spec.owner, 'group:default/team-commerce');
    const provided = await eventually(
      'the component provides an API',
      async () =>
        (
          await entity(url, token, 'component', name)
        ).relations?.find(relation => relation.type === 'providesApi'),
    );
    const api = await entity(
      url,
      token,
      'api',
      provided.targetRef.split('/')[1],
    );
    assert.equal(api.spec.type, 'grpc');
    assert.match(api.spec.definition, /syntax = "proto3";/);
    assert.match(api.spec.definition, /rpc CreateOrder\(/);
  });

  it('has a source that can be read', async () => {
    const listed = await call(url, token, `ameide-source/${name}/files`);
    assert.equal(listed.status, 200);
    assert.ok(listed.body.files.includes('catalog-info.yaml'));
    const file = await call(
      url,
      token,
      `ameide-source/${name}/file?path=README.md`,
    );
    assert.match(file.body.text, /^# /);
  });

  it('keeps its name: a second one is refused and changes nothing', async () => {
    const gitdir = path.join(repositories, `${name}.git`);
    const earlier = await git.resolveRef({ fs, gitdir, ref: 'main' });
    const second = await runTemplate(url, token, orders(name));
    assert.equal(second.status, 'failed');
    assert.ok(
      second.log.some(line => line.includes(`The name ${name} is taken`)),
      second.log.join('\n'),
    );
    assert.equal(await git.resolveRef({ fs, gitdir, ref: 'main' }), earlier);
    assert.ok(await entity(url, token, 'component', name));
  });
});

describe('several at once', () => {
  it('with one name become exactly one', async () => {
    const name = 'api-race';
    const results = await Promise.all(
      [1, 2, 3].map(() => runTemplate(url, token, orders(name))),
    );
    const completed = results.filter(({ status }) => status === 'completed');
    assert.equal(completed.length, 1);
    assert.deepEqual(
      (await readdir(repositories)).filter(folder => folder.includes(name)),
      [`${name}.git`],
    );
    assert.ok(await entity(url, token, 'component', name));
  });
});

describe('a wrong description', () => {
  const name = 'api-wrong';

  it('is refused with the message of the command line, and leaves nothing', async () => {
    const folder = await mkdtemp(path.join(state, 'cli-'));
    try {
      const values = path.join(folder, 'values.json');
      const out = path.join(folder, 'out');
      await writeFile(values, JSON.stringify(wrongOrders(name)));
      const refused = await ameide(
        'generate',
        'domain-controller',
        '--values',
        values,
        '--out',
        out,
      );
      assert.equal(refused.code, 2);
      assert.equal(fs.existsSync(out), false);
      const start = refused.error.indexOf('The input of domain-controller');
      const message = refused.error.slice(start).trim();
      assert.match(message, /- aggregates\[1\]\.fields\[0\]\.target: /);
      assert.match(message, /- aggregates\[0\]\.fields\[0\]\.classification: /);
      assert.match(message, /- owner: /);

      const result = await runTemplate(url, token, wrongOrders(name));
      assert.equal(result.status, 'failed');
      const log = result.log.join('\n');
      assert.ok(log.includes(message), `${message}\n--- is not in ---\n${log}`);
      assert.deepEqual(await traces(name), []);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  for (const [what, values] of [
    ['an empty description', {}],
    ['an unknown key', { ...orders(name), colour: 'red' }],
    ['a path as name', { ...orders(name), service: '../../etc' }],
    ['a nested template', { ...orders(name), service: '${{ user.ref }}' }],
  ]) {
    it(`leaves nothing: ${what}`, () => isRefused(name, values));
  }
});

describe('a dry run', () => {
  it('shows the files and leaves nothing', async () => {
    const name = 'api-dry';
    const template = await entity(url, token, 'template', 'domain-controller');
    const { status, body } = await call(url, token, 'scaffolder/v2/dry-run', {
      method: 'POST',
      body: JSON.stringify({
        template: {
          apiVersion: template.apiVersion,
          kind: template.kind,
          metadata: template.metadata,
          spec: template.spec,
        },
        values: orders(name),
        directoryContents: [],
      }),
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(body.directoryContents.some(file => file.path === 'README.md'));
    assert.deepEqual(await traces(name), []);
  });
});

describe('under a name that is not its own', () => {
  it('answers nothing: a page that lets its name point here gets no token', async () => {
    const { port } = new URL(url);
    const status = await new Promise((resolve, reject) => {
      get(
        {
          host: '127.0.0.1',
          port,
          path: '/api/auth/guest/refresh',
          headers: { host: `attacker.example:${port}` },
        },
        response => {
          response.resume();
          resolve(response.statusCode);
        },
      ).on('error', reject);
    });
    assert.equal(status, 421);
  });
});

describe('without a valid token', () => {
  for (const [what, bad] of [
    ['no token', undefined],
    [
      'a made-up token',
      'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyOmRlZmF1bHQvZW5naW5lZXIifQ.',
    ],
  ]) {
    it(`nothing is answered: ${what}`, async () => {
      for (const target of [
        'scaffolder/v2/tasks',
        'catalog/entities',
        'ameide-source/api-orders/files',
      ]) {
        const { status } = await call(url, bad, target);
        assert.equal(status, 401, target);
      }
    });
  }
});
