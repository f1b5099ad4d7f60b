import * as vscode from 'vscode';
import type { Fetch } from '../../core/chatApi/fetch.ts';

/**
 * The editor's own fetch, looked up at every call: the editor replaces it with one that knows the proxies and
 * certificates of this machine, and it may do so after we were loaded.
 */
export const hostFetch: Fetch = (url, request) => globalThis.fetch(url, request);

/** Whether a process of this machine is there; one of another user counts as there. */
export function isProcessAlive(processId: number): boolean {
  try {
    // Signal 0 sends nothing and only asks.
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Set by `npm start`: the stand-in agent's connection is ready before anything was clicked. */
export function isDemo(): boolean {
  return process.env['POLYAI_CHAT_DEMO'] === '1';
}

/** What a report says about where it was made, one product and its version each; `version` is ours. */
export function readVersions(version: string): readonly string[] {
  return [
    `PolyAI Chat ${version}`,
    `${vscode.env.appName} ${vscode.version}`,
    `Node ${process.versions.node}`,
    `${process.platform} ${process.arch}`,
  ];
}

/** The environment of this host; who reads it decides what may be used. */
export const hostEnvironment: Readonly<Record<string, string | undefined>> = process.env;
