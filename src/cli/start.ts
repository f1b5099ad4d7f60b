import module from 'node:module';
import { homedir } from 'node:os';
import process from 'node:process';
import { cacheFolderOf, makeFolder } from './cacheFolder.ts';

// Compiling the program takes longer than most of its commands. What was compiled is in the person's own folder for
// such things: in one that all users share, another user could leave code that is run here.
const folder = cacheFolderOf(process.platform, process.env, homedir);
// Node 20 keeps nothing.
if (folder !== undefined && makeFolder(folder)) module.enableCompileCache?.(folder);

// oxlint-disable-next-line no-restricted-imports -- the program itself, which nothing but this starts
void import('./main.ts');
