import { pipeline, type Readable, type Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** As a fetch does: what has arrived is given on, also of a body that was cut off. */
const lenient = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };

/** Undoes what `Content-Encoding` names, the last one first. What is not known stays as it is. */
export function createDecoders(body: Readable, encoding: string): Readable {
  return encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .toReversed()
    .reduce<Readable>((stream, name) => {
      const decoder = createDecoder(name);
      return decoder === undefined ? stream : pipeline(stream, decoder, () => undefined);
    }, body);
}

function createDecoder(name: string): Transform | undefined {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(lenient);
    case 'deflate':
      return createInflate(lenient);
    case 'br':
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
}
