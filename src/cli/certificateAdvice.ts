import process from 'node:process';

const extraCertificates = 'set NODE_EXTRA_CA_CERTS to its PEM file';

/** What helps when no secure connection could be made; `code` is Node's. Only what this version of Node understands. */
export function certificateAdvice(code: string | undefined, nodeVersion = process.versions.node): string {
  if (/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(code ?? '')) {
    return 'Nothing was sent. Check the date of this computer: the certificate is not valid today.';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'Nothing was sent. The certificate is one of another host: check POLYAI_REGION, and what stands in between.';
  }
  if (!/CERT|^UNABLE_TO_/.test(code ?? '')) {
    return 'Nothing was sent. Check POLYAI_REGION, and what stands between here and there.';
  }
  const systemStore = readsSystemStore(nodeVersion)
    ? ', or NODE_USE_SYSTEM_CA=1 to trust what this computer trusts'
    : '';
  return `Nothing was sent. If your network has a certificate of its own, ${extraCertificates}${systemStore}.`;
}

/** NODE_USE_SYSTEM_CA: https://nodejs.org/api/cli.html#node_use_system_ca1 */
function readsSystemStore(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 6) || (major === 22 && minor >= 19);
}
