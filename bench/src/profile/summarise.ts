/** Says where the time of a CPU profile went: by function and by package, self time only. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  readonly name: string;
  readonly milliseconds: number;
  /** Of the time that the process was not idle, 0 to 1. */
  readonly share: number;
}

/** Prints a summary of every profile in a folder. */
export function printProfiles(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
    console.log(`\n${file}`);
    print('package', selfTimes(profile, packageOf), 12);
    print('function', selfTimes(profile, functionOf), 40);
  }
}

/** Self times, the largest first, of what `nameOf` calls the same. */
export function selfTimes(profile: CpuProfile, nameOf: (frame: Frame) => string): SelfTime[] {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const spent = new Map<string, number>();
  let busy = 0;
  profile.samples.forEach((id, index) => {
    const frame = frames.get(id);
    if (frame === undefined || frame.functionName === '(idle)') return;
    const milliseconds = (profile.timeDeltas[index] ?? 0) / 1000;
    const name = nameOf(frame);
    spent.set(name, (spent.get(name) ?? 0) + milliseconds);
    busy += milliseconds;
  });
  return [...spent]
    .map(([name, milliseconds]) => ({ name, milliseconds, share: milliseconds / busy }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

function functionOf({ functionName, url, lineNumber }: Frame): string {
  return url === '' ? functionName : `${functionName || '(anonymous)'} ${shortened(url)}:${lineNumber + 1}`;
}

/** The npm package, the folder of the product, node itself, or what the engine calls it. */
function packageOf({ functionName, url }: Frame): string {
  if (url === '') return functionName;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  return dependency?.[1] ?? shortened(url).split('/').slice(0, 2).join('/');
}

function shortened(url: string): string {
  return url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(dist|bench)\//, '$1/');
}

function print(title: string, times: readonly SelfTime[], count: number): void {
  console.log(`  self time by ${title}`);
  for (const { name, milliseconds, share } of times.slice(0, count)) {
    console.log(
      `  ${(share * 100).toFixed(1).padStart(6)} %  ${milliseconds.toFixed(0).padStart(7)} ms  ${name}`,
    );
  }
}
