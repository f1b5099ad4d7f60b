import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { certificateAdvice } from '../../../src/cli/certificateAdvice.ts';

describe('a certificate that is not trusted', () => {
  const table: readonly (readonly [code: string, node: string, NODE_USE_SYSTEM_CA: boolean])[] = [
    ['SELF_SIGNED_CERT_IN_CHAIN', '24.21.0', true],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', '24.6.0', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', '24.5.0', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', '22.19.0', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', '22.18.0', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', '23.11.0', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', '20.18.1', false],
  ];
  for (const [code, node, isOffered] of table) {
    it(`${code} with Node ${node} names what this version understands`, () => {
      const advice = certificateAdvice(code, node);
      assert.match(advice, /NODE_EXTRA_CA_CERTS/);
      assert.equal(advice.includes('NODE_USE_SYSTEM_CA=1'), isOffered);
    });
  }

  it('one that is expired or of another host has another remedy', () => {
    assert.match(certificateAdvice('CERT_HAS_EXPIRED'), /the date of this computer/);
    assert.match(certificateAdvice('ERR_TLS_CERT_ALTNAME_INVALID'), /check POLYAI_REGION/);
  });
});
