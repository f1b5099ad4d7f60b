/** Bundled by esbuild into the stylesheet beside the script. */
declare module '*.css';
