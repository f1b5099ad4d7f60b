import { fileURLToPath } from 'node:url';

/** What a process of the command line runs. */
export const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

/** What it needs to start, and to find what Node has compiled for those before it; no settings of a person. */
export const inherited: Readonly<Record<string, string>> = Object.fromEntries(
  ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);
