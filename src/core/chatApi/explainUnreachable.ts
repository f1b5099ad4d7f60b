import * as l10n from '@vscode/l10n';
import {
  type ChatFailure,
  type ChatFailureContext,
  type ChatFailureExplanation,
  detailOf,
} from './chatFailure.ts';
import { isLoopback } from './parseOrigin.ts';

/** Why no connection came about: the stand-in agent, the proxy, the name, this machine or the network. */
export function explainUnreachable(
  failure: ChatFailure,
  context: ChatFailureContext,
): ChatFailureExplanation {
  const detail = detailOf(failure);
  if (context.isStandIn === true) {
    // Another one can be started, and would not know the conversation.
    if (context.kind === 'respond' || context.kind === 'close') {
      return {
        message: l10n.t('The stand-in agent of this conversation has stopped, and the conversation with it.'),
        remedy: l10n.t('Create it again to continue.'),
        action: 'createAgain',
      };
    }
    return {
      message: l10n.t('The stand-in agent is not running.'),
      remedy: l10n.t('Start it and try again.'),
      action: 'startStandInAgent',
    };
  }
  if (/^PROXY_407$|PROXY_AUTH/.test(detail)) {
    return {
      message: l10n.t('Your proxy asks for a user name and a password (407).'),
      remedy: l10n.t('Nothing reached the agent. Check the proxy settings.'),
      action: 'openSettings',
    };
  }
  // What the command line's transport puts before the code of a failure on the way to the proxy.
  const onTheWay = /^PROXY_([A-Z]\w*)$/.exec(detail)?.[1];
  if (onTheWay !== undefined) {
    return {
      message: /^ENOTFOUND$|^EAI_/.test(onTheWay)
        ? l10n.t('Your proxy was not found ({0}).', onTheWay)
        : l10n.t('Your proxy cannot be reached ({0}).', onTheWay),
      remedy: l10n.t('Nothing was sent. Check the proxy settings.'),
      action: 'openSettings',
    };
  }
  if (/PROXY|TUNNEL|PAC_/.test(detail)) {
    return {
      message: l10n.t('Your proxy did not connect to {0} ({1}).', context.regionLabel, detail),
      remedy: l10n.t('Nothing was sent. Check the proxy settings.'),
      action: 'openSettings',
    };
  }
  if (/^ENOTFOUND$|^EAI_|^ERR_NAME_|^ERR_DNS_|^ERR_INTERNET_/.test(detail)) {
    return {
      message: l10n.t('The address of {0} was not found ({1}).', context.regionLabel, detail),
      remedy: l10n.t('Nothing was sent. Check your network connection.'),
      action: 'tryAgain',
    };
  }
  if (isOnThisMachine(context.regionLabel)) {
    return {
      message: l10n.t('Nothing listens at {0} ({1}).', context.regionLabel, detail),
      remedy: l10n.t('Nothing was sent. Start the server, or correct the port.'),
      action: 'tryAgain',
    };
  }
  return {
    message: l10n.t('The agent at {0} cannot be reached ({1}).', context.regionLabel, detail),
    remedy: l10n.t('Nothing was sent. Check your network connection and proxy.'),
    action: 'tryAgain',
  };
}

/** Where no network and no proxy has a part in it. The label is the host of an origin. */
function isOnThisMachine(regionLabel: string): boolean {
  const address = `http://${regionLabel}`;
  return URL.canParse(address) && isLoopback(new URL(address).hostname);
}
