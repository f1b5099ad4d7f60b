let open = 0;

/** The answer to every box and list that asks something goes through this, as soon as that is shown. */
export async function asking<T>(answer: PromiseLike<T>): Promise<T> {
  open += 1;
  try {
    return await answer;
  } finally {
    open -= 1;
  }
}

/** Whether the person is being asked something: what opens by itself meanwhile leaves them the keyboard. */
export function isAsking(): boolean {
  return open > 0;
}
