import {
  create,
  type DescMessage,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';

/**
 * One method of the service as the isolation suite uses it: how to ask, and what
 * to read from an answer. The suite itself fills `client_request_id` and forges
 * `context`; leave both out.
 */
export interface Operation<Argument, Result> {
  readonly method: DescMethodUnary | DescMethodServerStreaming;
  message(argument: Argument): Message;
  read(response: Message): Result;
}

/** Declares an operation with request and response typed by its method. */
export function operation<
  I extends DescMessage,
  O extends DescMessage,
  Argument,
  Result,
>(
  method: DescMethodUnary<I, O> | DescMethodServerStreaming<I, O>,
  request: (argument: Argument) => MessageInitShape<I>,
  read: (response: MessageShape<O>) => Result,
): Operation<Argument, Result> {
  return {
    method,
    message: argument => create(method.input, request(argument)),
    read: response => {
      if (response.$typeName !== method.output.typeName) {
        throw new Error(
          `${method.parent.typeName}.${method.name} answered with ${response.$typeName}`,
        );
      }
      return read(response as MessageShape<O>);
    },
  };
}
