export declare function findBrowser(env?: NodeJS.ProcessEnv): string | undefined;
export declare function installBrowser(log?: (line: string) => void): string;
