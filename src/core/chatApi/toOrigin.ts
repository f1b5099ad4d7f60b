import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';
import { parseOrigin } from './parseOrigin.ts';
import { apiOriginOf, isRegionId, type Origin, regionIds, type Region } from './region.ts';

/**
 * The origin that the calls of a region go to: https, or plain http on loopback. Throws HumanError with a
 * sentence for everything else. The stand-in agent has no fixed origin: its port is known while it runs.
 */
export function toOrigin(region: Region): Origin {
  if (isRegionId(region)) return apiOriginOf(region);
  if (region === 'stand-in') {
    throw new HumanError(l10n.t('The stand-in agent is not running.'), { remedy: l10n.t('Start it first.') });
  }
  const parsed = parseOrigin(region);
  if (parsed.origin !== undefined) return parsed.origin;
  throw new HumanError(parsed.problem, {
    remedy: l10n.t('Use one of the regions {0}, or an https origin.', regionIds.join(', ')),
  });
}
