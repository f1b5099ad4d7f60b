import { transportOf } from '../../src/core/chatApi/fetch.ts';
import { contractCases } from '../contract/chatClientContract.ts';

// What every chat client must do, over the editor's own fetch: patched for its proxies and certificates.
describe('the chat client with the fetch of the extension host', () => {
  for (const contractCase of contractCases) {
    it(contractCase.name, () =>
      contractCase.run({ transport: transportOf((url, request) => globalThis.fetch(url, request)) }),
    );
  }
});
