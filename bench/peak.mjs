/** Loaded before a program (`node --import`): writes its peak memory in bytes to the file that BENCH_PEAK names, when it ends. */
import { writeFileSync } from 'node:fs';

const kilobyte = 1024;

process.on('exit', () => {
  const { BENCH_PEAK: file } = process.env;
  if (file !== undefined) {
    writeFileSync(file, String(process.resourceUsage().maxRSS * kilobyte));
  }
});
