let open = 0;

/** Every box and list that asks something is opened through this. */
export async function asking<T>(ask: () => PromiseLike<T>): Promise<T> {
  open += 1;
  try {
    return await ask();
  } finally {
    open -= 1;
  }
}

/** Whether the person is being asked something: what opens by itself meanwhile leaves them the keyboard. */
export function isAsking(): boolean {
  return open > 0;
}
