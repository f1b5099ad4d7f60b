/** Something that holds a resource until it is disposed; the same shape as the editor's own Disposable. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and disposes them in reverse order, once. */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  /** Takes ownership of `item` and returns it, so that creating and owning are one expression. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#items.splice(0).toReversed()) item.dispose();
  }
}
