import { after, describe, it } from 'node:test';
import { fetch as undiciFetch } from 'undici';
import { createTransport } from '../../src/cli/transport.ts';
import { type Transport, transportOf } from '../../src/core/chatApi/fetch.ts';
import { readChatApiDocuments } from './chatApiDocuments.ts';
import { contractCases, type ContractContext } from './chatClientContract.ts';

const documents = readChatApiDocuments();

/** Every call of the contract is held against each document that knows its operation. */
const observe: ContractContext['observe'] = (request, exchange) => {
  const call = {
    method: request.method,
    path: request.path,
    requestHeaders: request.headers,
    requestBody: request.body,
    status: exchange.status ?? 0,
    responseHeaders: exchange.responseHeaders ?? {},
    responseBody: exchange.responseBody ?? '',
  };
  for (const document of documents.filter((known) => known.describes(call.method, call.path))) {
    // A request that the server refused for its shape is meant to be wrong.
    if (call.status !== 400) document.checkRequest(call);
    const isShort = !('error_code' in (JSON.parse(call.responseBody) as object)) && call.status >= 400;
    if (!isShort || document.name === 'create-a-chat.txt') document.checkResponse(call);
  }
};

const commandLine = createTransport('http://127.0.0.1', {});
after(() => commandLine.close());

const transports: readonly (readonly [name: string, transport: Transport])[] = [
  ['fetch of Node', transportOf((url, request) => fetch(url, request))],
  ['fetch of undici', transportOf((url, request) => undiciFetch(url, request))],
  ['transport of the command line', commandLine.send],
];

for (const [name, transport] of transports) {
  describe(`The chat client with the ${name}`, () => {
    for (const contractCase of contractCases) {
      it(contractCase.name, () => contractCase.run({ transport, observe }));
    }
  });
}
