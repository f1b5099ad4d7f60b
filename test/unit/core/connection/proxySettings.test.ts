import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findProxy, type ProxySettings } from '../../../../src/core/connection/proxySettings.ts';

const uk = 'https://api.uk-1.platform.polyai.app';

function found(settings: Partial<ProxySettings>, origin = uk): string | undefined {
  const proxy = findProxy(origin, { environment: {}, ...settings });
  return proxy && `${proxy.host}:${proxy.port}`;
}

describe('the proxy of a call', () => {
  const table: [what: string, found: string | undefined, expected: string | undefined][] = [
    ['none', found({}), undefined],
    ['an empty setting', found({ proxy: ' ' }), undefined],
    ['the setting', found({ proxy: 'http://proxy.corp:3128' }), 'proxy.corp:3128'],
    ['without a scheme', found({ proxy: 'proxy.corp:3128' }), 'proxy.corp:3128'],
    ['without a port', found({ proxy: 'https://proxy.corp' }), 'proxy.corp:443'],
    ['not one that can be read', found({ proxy: 'http://' }), undefined],
    ['the environment', found({ environment: { HTTPS_PROXY: 'http://env:1' } }), 'env:1'],
    ['in lower case', found({ environment: { https_proxy: 'http://env:1' } }), 'env:1'],
    ['the setting first', found({ proxy: 'a:1', environment: { HTTPS_PROXY: 'b:2' } }), 'a:1'],
    ['for everything', found({ environment: { ALL_PROXY: 'socks5://all' } }), 'all:1080'],
    ['an empty variable is none', found({ environment: { https_proxy: '', HTTPS_PROXY: 'a:1' } }), 'a:1'],
    ['in curl’s order', found({ environment: { HTTP_PROXY: 'b:2', ALL_PROXY: 'a:1' } }), 'a:1'],
    ['of another kind', found({ environment: { HTTPS_PROXY: 'ftp://a:1' } }), undefined],
    ['exempt by name', found({ proxy: 'a:1', noProxy: ['api.uk-1.platform.polyai.app'] }), undefined],
    ['exempt by domain', found({ proxy: 'a:1', environment: { NO_PROXY: 'x, .polyai.app' } }), undefined],
    ['exempt by star', found({ proxy: 'a:1', noProxy: ['*.polyai.app'] }), undefined],
    ['all exempt', found({ proxy: 'a:1', environment: { no_proxy: '*' } }), undefined],
    ['another port is not exempt', found({ proxy: 'a:1', noProxy: ['polyai.app:8443'] }), 'a:1'],
    [
      'a name that only ends alike is not exempt',
      found({ proxy: 'a:1', noProxy: ['app.polyai.app.evil'] }),
      'a:1',
    ],
    ['this machine', found({ proxy: 'a:1' }, 'http://127.0.0.1:5'), undefined],
  ];
  for (const [what, actual, expected] of table) it(what, () => assert.equal(actual, expected));

  it('leaves its user name and password behind', () => {
    const proxy = findProxy(uk, { proxy: 'http://anna:canary@proxy.corp:3128', environment: {} });
    assert.deepEqual(proxy, { host: 'proxy.corp', port: 3128 });
  });
});
