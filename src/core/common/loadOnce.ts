/** Something that is loaded when it is first needed, and only then. */
export interface LoadedOnce<T> {
  /** The one there is, loaded if need be. A load that failed is tried again by the next call. */
  get(): Promise<T>;
  /** Undefined until it is loaded. */
  readonly loaded: T | undefined;
}

export function loadOnce<T>(load: () => Promise<T>): LoadedOnce<T> {
  let loading: Promise<T> | undefined;
  let loaded: T | undefined;
  return {
    async get() {
      loading ??= load();
      try {
        loaded = await loading;
        return loaded;
      } catch (error) {
        loading = undefined;
        throw error;
      }
    },
    get loaded() {
      return loaded;
    },
  };
}
