import type { DescMethod, Message } from '@bufbuild/protobuf';

import type { IsolationResource } from '../isolation-resource.js';
import { setClientRequestId } from '../rpc/request-fields.js';

/** What a request needs to look valid. */
export interface RequestIngredients {
  readonly id: string;
  readonly version: number;
  readonly seed: number;
  readonly references: Readonly<Record<string, string>>;
}

/** A method, and how to ask it. */
export interface MethodUse {
  readonly resource: IsolationResource;
  readonly method: DescMethod;
  message(ingredients: RequestIngredients): Message;
}

const FIRST_PAGE = { pageSize: 2, pageToken: '' };

/** Every method that a resource names. */
export function methodUses(resource: IsolationResource): MethodUse[] {
  const uses: MethodUse[] = [];
  const add = (method: DescMethod, message: MethodUse['message']): void => {
    uses.push({
      resource,
      method,
      message: ingredients => {
        const request = message(ingredients);
        setClientRequestId(method.input, request, crypto.randomUUID());
        return request;
      },
    });
  };
  const {
    create,
    get,
    list,
    update,
    export: stream,
    tenantWideList,
    actions = [],
  } = resource;
  add(create.method, ({ seed, references }) =>
    create.message(resource.sample(seed, references)),
  );
  add(get.method, ({ id }) => get.message(id));
  if (list !== undefined) {
    add(list.method, () => list.message(FIRST_PAGE));
  }
  if (update !== undefined) {
    add(update.method, ({ id, version, seed, references }) =>
      update.message({
        id,
        version,
        sample: resource.sample(seed, references),
      }),
    );
  }
  if (stream !== undefined) {
    add(stream.method, () => stream.message());
  }
  if (tenantWideList !== undefined) {
    add(tenantWideList.method, () => tenantWideList.message(FIRST_PAGE));
  }
  for (const action of actions) {
    add(action.method, ({ id, version }) => action.message({ id, version }));
  }
  return uses;
}
