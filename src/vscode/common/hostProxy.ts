import * as vscode from 'vscode';
import { findProxy, type ProxySettings } from '../../core/connection/proxySettings.ts';

/** The proxy of the settings and the environment for an origin; one of the system is not known to us. */
export function findHostProxy(origin: string): ReturnType<typeof findProxy> {
  const http = vscode.workspace.getConfiguration('http');
  if (http.get('proxySupport') === 'off') return undefined;
  const settings: ProxySettings = {
    proxy: http.get<string>('proxy'),
    noProxy: http.get<string[]>('noProxy'),
    environment: process.env,
  };
  return findProxy(origin, settings);
}
