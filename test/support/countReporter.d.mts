import type { TestEvent } from 'node:test/reporters';

// oxlint-disable-next-line import/no-default-export -- node:test takes a reporter in no other way
export default function countReporter(source: AsyncIterable<TestEvent>): AsyncIterable<string>;
