// A process that takes a folder and keeps it until it is ended: `node --import tsx hold-folder.ts <folder> <start at, ms>`.
import { lockFolder } from '../../src/database/folder-lock.ts';

const [folder = '', startAt = '0'] = process.argv.slice(2);
await new Promise((resolve) => setTimeout(resolve, Math.max(0, Number(startAt) - Date.now())));
try {
  await lockFolder(folder);
  process.stdout.write('taken\n');
  setInterval(() => {}, 1_000);
} catch (error) {
  process.stdout.write(`${error}\n`);
}
