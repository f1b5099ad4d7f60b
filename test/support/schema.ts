// npm run schema: writes media/chat-test.schema.json anew from the keys that the parser knows.
import { writeFile } from 'node:fs/promises';
import { schemaFile, schemaText } from './chatTestSchema.ts';

await writeFile(schemaFile, await schemaText());
