// What an agent does over HTTP: sign in, start a task, follow its log, read its
// result. The same calls as in docs/agents.md.
import { setTimeout as pause } from 'node:timers/promises';

/** Signs in as a guest, which works in development only. */
export async function signIn(url) {
  const response = await fetch(`${url}/api/auth/guest/refresh`);
  if (!response.ok) throw new Error(`sign-in answered ${response.status}`);
  const { backstageIdentity } = await response.json();
  return backstageIdentity.token;
}

/** Calls the API and gives the status and the JSON of the answer. */
export async function call(url, token, path, options = {}) {
  const response = await fetch(`${url}/api/${path}`, {
    ...options,
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

/** Starts the template and gives the id of the task. */
export async function startTask(url, token, values) {
  const { status, body } = await call(url, token, 'scaffolder/v2/tasks', {
    method: 'POST',
    body: JSON.stringify({
      templateRef: 'template:default/domain-controller',
      values,
    }),
  });
  if (status !== 201) {
    throw new Error(`the task was refused: ${status} ${JSON.stringify(body)}`);
  }
  return body.id;
}

/**
 * Follows the event stream of a task to its end.
 *
 * @returns the lines of its log and, when it completed, its output.
 */
export async function followLog(url, token, id) {
  const response = await fetch(
    `${url}/api/scaffolder/v2/tasks/${id}/eventstream`,
    {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(60_000),
    },
  );
  const lines = [];
  let rest = '';
  for await (const chunk of response.body.pipeThrough(
    new TextDecoderStream(),
  )) {
    const events = (rest + chunk).split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const data = event.split('\n').find(line => line.startsWith('data: '));
      const body = data ? JSON.parse(data.slice(6)).body : {};
      lines.push(body.message);
      if (event.includes('event: completion')) {
        return { log: lines, output: body.output ?? {} };
      }
    }
  }
  throw new Error(`the log of task ${id} broke off`);
}

/** Runs the template to its end: status, log and outputs. */
export async function runTemplate(url, token, values) {
  const id = await startTask(url, token, values);
  const { log, output } = await followLog(url, token, id);
  const { body } = await call(url, token, `scaffolder/v2/tasks/${id}`);
  return { id, log, status: body.status, output };
}

/** An entity of the catalog, or undefined. */
export async function entity(url, token, kind, name) {
  const { status, body } = await call(
    url,
    token,
    `catalog/entities/by-name/${kind}/default/${name}`,
  );
  return status === 200 ? body : undefined;
}

/** Waits until a condition holds; gives its value. */
export async function eventually(what, condition, milliseconds = 20_000) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not in time`);
    await pause(250);
  }
}

/** Signs in as a guest, and waits until the template can be used. */
export async function signInWithTemplate(url) {
  const token = await signIn(url);
  await eventually('the template is in the catalog', () =>
    entity(url, token, 'template', 'domain-controller'),
  );
  return token;
}
