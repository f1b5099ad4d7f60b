/**
 * A UUID of version 7: it begins with the time (RFC 9562), so what is made one after the other lies side by side in an
 * index. With ids at random each row of a large history would be written into a page of its own.
 */
export function newId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  // What follows the version is as random as in version 4.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
