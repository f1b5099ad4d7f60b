export declare const serverEntry: string;
export declare function serverNode(): string | undefined;
export declare function installVscode(log?: (line: string) => void): Promise<void>;
