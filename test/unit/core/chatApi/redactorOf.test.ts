import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactorOf } from '../../../../src/core/chatApi/redactorOf.ts';
import { target } from '../history/fixtures.ts';

describe('what masks the secrets of a call', () => {
  it('is made once for secrets that are read anew with every call', () => {
    const first = redactorOf({ ...target });
    assert.equal(redactorOf({ ...target }), first);
    assert.equal(first(`${target.apiKey} and ${target.token}`), '•••• and ••••');
  });

  it('is another one for another secret, however many there were', () => {
    for (let i = 0; i < 20; i++) {
      const apiKey = `another-key-${i}`;
      const redact = redactorOf({ ...target, apiKey });
      assert.equal(redact(`${apiKey} of ${target.apiKey}`), `•••• of ${target.apiKey}`);
    }
  });
});
